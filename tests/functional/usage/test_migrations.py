# SPDX-License-Identifier: Apache-2.0
"""A guest works, and moves six times: the bill is what it used."""

import datetime
import sys

from tests.functional.usage import base
from tests.functional.usage import polling

_MIGRATIONS = 6


class MigrationsTest(base.UsageTestCase):

    unseen_ns = 0

    def test_bill_is_what_the_guest_used(self):
        with polling.Poller(self.lab.hosts.values(),
                            self.guest.instance_id) as poller:
            self.create()
            for number in range(_MIGRATIONS):
                if number == 2:
                    self.abort_migration()
                if number == 4:
                    self.fail_migration()
                self.guest.work_on()
                self.migrate()
            self.guest.work_on()
        self.rest()
        self.delete()
        self.check()
        self._check_runs()
        self._check_charges()
        self._print_polling(poller.samples)

    def _check_runs(self):
        runs = self.runs()
        self.assertEqual(['cmp1', 'cmp2'] * (_MIGRATIONS // 2) + ['cmp1'],
                         [run['host'] for run in runs])
        self.assertEqual([True], list({run['billed'] for run in runs}))
        print('exact:', [run['exact'] for run in runs], file=sys.stderr)
        for run, following in zip(runs, runs[1:], strict=False):
            self.assertLess(run['start'], run['end'])
            self.assertLess(run['end'], following['end'])

    def _check_charges(self):
        """Check that each quantity is charged once."""
        used = self.usage()
        charged = {row['meter']: int(row['quantity'])
                   for row in self.manage('charges') if row['meter'] in used}
        self.assertEqual(used, charged)

    def _print_polling(self, samples):
        runs = [(run['host'], _seconds(run['start']), _seconds(run['end']),
                 {name: counter['last']
                  for name, counter in run['counters'].items()})
                for run in self.runs()]
        for seconds in (10, 60):
            shares = ', '.join(
                f'{name} -{100 * share:.1f} %' for name, share
                in polling.lost(samples, runs, seconds).items())
            print(f'plain polling every {seconds} s would have billed '
                  f'{shares}', file=sys.stderr)


def _seconds(text):
    return datetime.datetime.fromisoformat(text).timestamp()
