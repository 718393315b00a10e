# SPDX-License-Identifier: Apache-2.0
"""``openstack billing``, talking to the real API."""

import contextlib
import csv
import io
import json
import logging

from openstackclient import shell
from osc_lib import clientmanager

from tests.unit.api import books
from tests.unit.api import runs
from tests.unit.client import base


class OscTestCase(base.ClientTestCase):

    def setUp(self):
        super().setUp()
        self.alices = self.token(books.ALPHA, 'member', 'reader')
        self.admins = self.token('f00', 'admin', 'member', 'reader')

    def run_command(self, token, *arguments):
        """Return (exit code, standard output, standard error)."""
        _forget_clients()
        root = logging.getLogger()
        self.addCleanup(root.setLevel, root.level)
        self.addCleanup(setattr, root, 'handlers', root.handlers[:])
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = shell.OpenStackShell().run(
                [*self.arguments(token), 'billing', *arguments])
        return code, out.getvalue(), err.getvalue()

    def arguments(self, token):
        """Return the arguments that say who calls."""
        return ['--os-auth-type', 'admin_token', '--os-token', token,
                '--os-endpoint', self.endpoint]

    def output(self, token, *arguments):
        code, out, err = self.run_command(token, *arguments)
        self.assertEqual(0, code, err)
        return out

    def json(self, token, *arguments):
        return json.loads(self.output(token, *arguments, '-f', 'json'))


def _forget_clients():
    """Undo that openstackclient keeps its clients until the process ends."""
    for value in vars(clientmanager.ClientManager).values():
        if isinstance(value, clientmanager.ClientCache):
            value._handle = None


class ChargeTest(OscTestCase):

    def test_json_has_the_exact_texts_of_the_api(self):
        sheet = self.books.charges(books.query(project_id=books.ALPHA))
        expected = [row.as_dict() for row in sheet.rows]
        self.assertCountEqual(
            expected, self.json(self.alices, 'charge', 'list', '--long'))
        for row in expected:
            for name in ('price_id', 'list_amount', 'discount_percent'):
                del row[name]
        self.assertCountEqual(
            expected, self.json(self.alices, 'charge', 'list'))

    def test_the_total_alone(self):
        self.assertEqual(
            [{'currency': 'EUR', 'amount': '0.0003228750'}],
            self.json(self.alices, 'charge', 'list', '--total'))

    def test_of_a_project_and_a_period_by_day(self):
        self.assertEqual(
            [{'project_id': books.BETA, 'day': '2026-11-22',
              'currency': 'EUR', 'amount': '0.0006560000'}],
            self.json(self.admins, 'charge', 'list', '--project', books.BETA,
                      '--start', '2026-11-22', '--end', '2026-11-23',
                      '--group-by', 'day'))

    def test_as_csv(self):
        out = self.output(self.alices, 'charge', 'list', '-f', 'csv',
                          '--group-by', 'resource')
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(['0.0001281250', '0.0001947500'],
                         [row['amount'] for row in rows])

    def test_nothing_to_show(self):
        self.assertEqual([], self.json(
            self.alices, 'charge', 'list', '--start', '2026-10-01',
            '--end', '2026-10-02'))

    def test_the_message_of_the_api_is_shown(self):
        code, out, err = self.run_command(
            self.alices, 'charge', 'list', '--project', books.BETA)
        self.assertEqual(1, code)
        self.assertIn('billing:charges:list', err)
        self.assertEqual('', out)


class UsageTest(OscTestCase):

    def test_of_an_instance(self):
        rows = self.json(self.alices, 'usage', 'list', '--resource',
                         books.ALPHAS_SERVER, '-c', 'meter', '-c', 'quantity')
        self.assertIn({'meter': 'vcpu.allocated', 'quantity': '19'}, rows)
        self.assertEqual(4, len(rows))

    def test_as_a_table(self):
        out = self.output(self.alices, 'usage', 'list')
        self.assertIn('life-alice-renamed', out)
        self.assertIn('38912', out)


class TimelineTest(OscTestCase):

    def test_shows_the_segments(self):
        segments = self.json(self.admins, 'timeline', 'show',
                             books.ALPHAS_SERVER, '--long')
        for segment, expected in zip(
                segments, self.books.timeline(books.ALPHAS_SERVER),
                strict=True):
            self.assertEqual(expected.host is None,
                             segment.pop('host_id') is None)
            self.assertEqual(expected.as_dict(), segment)


class RunTest(OscTestCase):

    def setUp(self):
        super().setUp()
        runs.record(self.books)
        self.bobs = self.token(books.BETA, 'reader')

    def test_json_is_exact_and_in_base_units(self):
        run, *_ = self.json(self.admins, 'run', 'list', books.BETAS_SERVER)
        host_id = run.pop('host_id')
        self.assertEqual(56, len(host_id))
        self.assertEqual({
            'run_id': 'run-1', 'host': 'cmp1',
            'start': '2026-11-22T06:31:03.546066+00:00',
            'end': '2026-11-22T06:31:07.417543+00:00',
            'exact': True, 'billed': True, 'cpu.used': '3000000000',
            'memory.used': '8589934592', 'disk.read.bytes': '4096',
            'disk.write.bytes': '5242880', 'disk.read.requests': '1',
            'disk.write.requests': '12345', 'network.incoming.bytes': '0',
            'network.outgoing.bytes': '2147483648'}, run)

    def test_what_was_counted_before_is_not_of_the_run(self):
        _, run, _ = self.json(self.bobs, 'run', 'list', books.BETAS_SERVER)
        self.assertEqual('7', run['network.outgoing.bytes'])

    def test_users_have_a_column_less(self):
        for run in self.json(self.bobs, 'run', 'list', books.BETAS_SERVER):
            self.assertNotIn('host', run)
            self.assertIn('host_id', run)

    def test_a_table_is_for_people(self):
        out = self.output(self.admins, 'run', 'list', books.BETAS_SERVER)
        for text in ('<0.01 vCPU-h', '<0.01 GiB-h', '4.00 KiB', '5.00 MiB',
                     ' 2.00 GiB', ' 0 B ', ' 12345 ', '2026-11-22T06:31:03 ',
                     ' cmp1 ', ' 7 B ', ' None ', ' False '):
            self.assertIn(text, out)
        self.assertNotIn('3000000000', out)

    def test_a_long_table_is_exact(self):
        out = self.output(self.admins, 'run', 'list', '--long',
                          books.BETAS_SERVER)
        for text in ('3000000000', '4000000000', '17179869184', 'cpu.total',
                     '2026-11-22T06:31:03.546066+00:00'):
            self.assertIn(text, out)

    def test_without_runs(self):
        self.assertEqual([], self.json(
            self.admins, 'run', 'list', self.quiet_instance()))

    def quiet_instance(self):
        """Return an instance that no agent saw."""
        return next(
            row['resource_id'] for row in self.json(
                self.alices, 'usage', 'list', '--group-by', 'resource')
            if row['resource_id'] != books.ALPHAS_SERVER)

    def test_anothers(self):
        code, _, err = self.run_command(self.alices, 'run', 'list',
                                        books.BETAS_SERVER)
        self.assertEqual(1, code)
        self.assertIn('There is no instance', err)


class PriceTest(OscTestCase):

    def test_create_list_and_end(self):
        price = self.json(
            self.admins, 'price', 'create', 'disk.allocated', '0.00000001',
            '--flavor', 'm1.tiny', '--project', books.BETA,
            '--currency', 'INR', '--pricing-unit', 'GiB-hour',
            '--plan', 'partner',
            '--effective-from', '2026-11-22T12:00:00Z')
        self.assertEqual('0.00000001', price['unit_price'])
        self.assertEqual(
            [price], self.json(self.admins, 'price', 'list', '--long',
                               '--meter', 'disk.allocated'))
        self.assertEqual([], self.json(
            self.admins, 'price', 'list', '--meter', 'disk.allocated',
            '--project', books.ALPHA))
        ended = self.json(self.admins, 'price', 'end', price['id'],
                          '--effective-until', '2026-12-01')
        self.assertEqual('2026-12-01T00:00:00.000000+00:00',
                         ended['effective_until'])

    def test_defaults(self):
        price = self.json(self.admins, 'price', 'create', 'disk.allocated',
                          '1')
        self.assertEqual('2026-11-22T11:00:00.000000+00:00',
                         price['effective_from'])
        vcpu, = self.json(self.alices, 'price', 'list', '--meter',
                          'vcpu.allocated', '--in-force-at', '2026-11-22T10')
        ended = self.json(self.admins, 'price', 'end', vcpu['id'])
        self.assertEqual('2026-11-22T11:00:00.000000+00:00',
                         ended['effective_until'])

    def test_members_may_not(self):
        code, _, err = self.run_command(
            self.alices, 'price', 'create', 'disk.allocated', '0')
        self.assertEqual(1, code)
        self.assertIn('billing:prices:create', err)


class HelpTest(OscTestCase):

    def test_every_command_explains_itself(self):
        for command in ('usage list', 'charge list', 'price list',
                        'price create', 'price end', 'timeline show',
                        'run list', 'price preview', 'price book export',
                        'price book import', 'discount list',
                        'discount create', 'discount end', 'plan list',
                        'plan assign', 'explain', 'quote', 'audit list',
                        'statement list', 'statement show',
                        'statement draft', 'statement save', 'account list',
                        'account show', 'account create', 'account set',
                        'account project add', 'account project remove',
                        'credit list', 'credit grant', 'credit revoke'):
            with self.subTest(command):
                text = self.output(self.alices, *command.split(), '--help')
                self.assertIn(f'billing {command} [-h]', text)
