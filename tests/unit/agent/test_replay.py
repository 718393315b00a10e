# SPDX-License-Identifier: Apache-2.0
"""What ``billing-agent --replay`` makes of traces."""

import io
import json
import subprocess
import sys

from billing_ledger.facts import envelope
from billing_ledger.facts import reading
from billing_listener.agent import replay
from tests.unit.agent import base
from tests.unit.agent.base import GUEST
from tests.unit.agent.base import OTHER
from tests.unit.agent.test_trace import Folder
from tests.unit.agent.test_trace import T
from tests.unit.agent.test_trace import event
from tests.unit.agent.test_trace import evread
from tests.unit.agent.test_trace import failed_evread
from tests.unit.agent.test_trace import sample

MIGRATED = 'SUSPENDED_MIGRATED'
# Away at T + 5, from a to b.
MIGRATION = (
    sample(T, None), sample(T, None, host='b'),
    event(T + 1, 'RESUMED_UNPAUSED'), event(T + 1, 'STARTED_BOOTED'),
    sample(T + 2, cpu=10), sample(T + 2, None, host='b'),
    event(T + 3, 'STARTED_MIGRATED', 9, 'b'),
    sample(T + 4, cpu=20),
    event(T + 5, MIGRATED),
    evread(T + 5.02, MIGRATED, cpu=30, state=base.MIGRATING),
    event(T + 5.1, 'RESUMED_MIGRATED', 9, 'b'),
    event(T + 7, 'STOPPED_MIGRATED', -1),
    sample(T + 8, None), sample(T + 8, number=9, host='b', cpu=5))


class ReplayTest(Folder):

    def replay(self, *lines, hosts=(), **kwargs):
        """Return (messages, what was said) of a trace."""
        self.write(*lines)
        out, err = io.StringIO(), io.StringIO()
        self.status = replay.run(self.path, hosts, out, err, **kwargs)
        return [json.loads(line) for line
                in out.getvalue().splitlines()], err.getvalue()

    def runs(self, *lines, **kwargs):
        """Return [(host, instance, cpu.used, exact)] of a trace."""
        messages, _ = self.replay(*lines, **kwargs)
        found = {}
        for message in messages:
            read, problems = reading.read_batch(message['payload'])
            self.assertEqual([], problems)
            self.assertEqual(len(read), len(message['payload']['readings']))
            for made in message['payload']['readings']:
                before = found.setdefault(made['run_id'], made)
                found[made['run_id']] = max(before, made, key=base.rank)
        return [(made['host'], made['instance_id'],
                 base.used(made, 'cpu.used'), made['exact'])
                for made in found.values()]

    def test_a_migration(self):
        self.assertCountEqual(
            [('a', GUEST, 30, True), ('b', GUEST, 5, None)],
            self.runs(*MIGRATION))

    def test_one_host_alone(self):
        self.assertEqual([('b', GUEST, 5, None)],
                         self.runs(*MIGRATION, hosts=['b']))

    def test_hosts_are_independent(self):
        both, _ = self.replay(*MIGRATION)
        apart = [message for host in 'ab'
                 for message in self.replay(*MIGRATION, hosts=[host])[0]]
        self.assertCountEqual(
            [made for each in both for made in each['payload']['readings']],
            [made for each in apart for made in each['payload']['readings']])

    def test_the_same_trace_gives_the_same_messages(self):
        messages, _ = self.replay(*MIGRATION)
        self.assertEqual(messages, self.replay(*MIGRATION)[0])
        ids = [message['message_id'] for message in messages]
        self.assertEqual(len(ids), len(set(ids)))

    def test_a_message_is_a_notification(self):
        for message in self.replay(*MIGRATION)[0]:
            opened = envelope.open_envelope(message)
            self.assertEqual('billing.readings', opened.event_type)
            self.assertEqual(f'billing-agent.{opened.payload["host"]}',
                             message['publisher_id'])
            self.assertEqual('INFO', message['priority'])
            self.assertNotIn('signature', opened.payload)

    def test_a_read_that_failed(self):
        lines = [failed_evread(T + 5.02, MIGRATED)
                 if line['kind'] == 'evread' else line for line in MIGRATION]
        self.assertIn(('a', GUEST, 20, False), self.runs(*lines))

    def test_a_read_that_is_not_there(self):
        lines = [line for line in MIGRATION if line['kind'] != 'evread']
        self.assertIn(('a', GUEST, 20, False), self.runs(*lines))

    def test_waiting_takes_the_time_of_the_trace(self):
        lines = [line for line in MIGRATION if line['kind'] != 'evread']
        messages, _ = self.replay(*lines, event(T + 9.5, 'X'),
                                  event(T + 20, 'X'), hosts=['a'])
        self.assertIs(False, messages[-1]['payload']['readings'][-1]['exact'])
        self.assertEqual('2026-11-22 06:30:20.250000',
                         messages[-1]['timestamp'])
        messages, _ = self.replay(*lines, event(T + 12.5, 'X'),
                                  event(T + 20, 'X'), hosts=['a'])
        self.assertEqual('2026-11-22 06:30:12.750000',
                         messages[-1]['timestamp'])

    def test_a_read_that_nobody_asked_for(self):
        self.assertIn(('a', GUEST, 30, True), self.runs(*MIGRATION, evread(
            T + 9, 'RESUMED_UNPAUSED', cpu=99)))

    def test_the_read_of_an_earlier_attempt_is_missing(self):
        lines = [*MIGRATION[:8], event(T + 4.5, MIGRATED),
                 event(T + 4.6, 'RESUMED_UNPAUSED'), *MIGRATION[8:]]
        self.assertIn(('a', GUEST, 30, True), self.runs(*lines))

    def test_each_read_answers_its_event(self):
        lines = [*MIGRATION[:8], event(T + 4.5, MIGRATED),
                 event(T + 4.6, 'RESUMED_UNPAUSED'), MIGRATION[8],
                 evread(T + 5.01, MIGRATED, dt=0.51, cpu=25),
                 failed_evread(T + 5.02, MIGRATED), *MIGRATION[10:]]
        self.assertIn(('a', GUEST, 25, False), self.runs(*lines))

    def test_libvirtd_was_away(self):
        """Polls fail, events are lost, and the guest is gone."""
        lines = [line for line in MIGRATION
                 if line.get('detail') != 'STOPPED_MIGRATED']
        lines.insert(10, {'kind': 'conn', 't': T + 5.1, 'host': 'a',
                          'closed': 1})
        lines.insert(11, {'kind': 'sample_err', 't': T + 5.2, 'host': 'a',
                          'code': 38, 'err': 'end of file'})
        self.assertIn(('a', GUEST, 30, True), self.runs(*lines))

    def test_a_poll_that_failed_ends_nothing(self):
        self.assertEqual([('a', GUEST, 10, None)], self.runs(
            *MIGRATION[:5], {'kind': 'sample_err', 't': T + 3, 'host': 'a',
                             'code': 38}, event(T + 60, 'X')))

    def test_a_poll_that_lacks_lines_ends_nothing(self):
        found = self.runs(
            sample(T, None), sample(T + 1, cpu=5), sample(T + 1, OTHER, 2),
            sample(T + 2, cpu=6), b'{"kind": "sample", "t": 17953290\n',
            sample(T + 9, cpu=7), sample(T + 9, OTHER, 2, cpu=9))
        self.assertCountEqual([('a', GUEST, 7, None), ('a', OTHER, 9, None)],
                              found)

    def test_what_is_not_understood_is_said(self):
        _, said = self.replay(*MIGRATION[:5], b'nonsense\n', *MIGRATION[5:])
        self.assertEqual(0, self.status)
        self.assertIn('line 6 is not understood', said)

    def test_not_all_of_it_is_said(self):
        _, said = self.replay(*MIGRATION, *[b'nonsense\n'] * 99)
        self.assertEqual(11, len(said.splitlines()))
        self.assertIn('99 lines were passed over', said)

    def test_what_is_no_trace(self):
        self.assertEqual([], self.replay(b'Hello\n', b'World\n')[0])
        self.assertEqual(1, self.status)

    def test_an_empty_file(self):
        self.assertEqual([], self.replay()[0])
        self.assertEqual(1, self.status)

    def test_a_host_that_is_not_in_it(self):
        _, said = self.replay(*MIGRATION, hosts=['c'])
        self.assertEqual(1, self.status)
        self.assertIn('the host c', said)

    def test_a_file_that_is_not_there(self):
        err = io.StringIO()
        self.assertEqual(1, replay.run(self.path, [], io.StringIO(), err))
        self.assertIn('No such file', err.getvalue())

    def test_polling_less_often(self):
        lines = [sample(T, None), event(T, 'STARTED_BOOTED')] + [
            sample(T + second, cpu=second) for second in range(1, 35)]
        self.assertEqual([('a', GUEST, 34, None)], self.runs(*lines))
        # The trace begins a quarter after a full minute.
        self.assertEqual([('a', GUEST, 30, None)],
                         self.runs(*lines, poll_interval=10))

    def test_polling_less_often_but_not_in_a_migration(self):
        lines = [sample(T, None), event(T, 'STARTED_BOOTED')] + [
            sample(T + second, cpu=second) for second in range(1, 35)]
        lines.insert(30, event(T + 29, None, kind='MIGRATION_ITERATION'))
        self.assertEqual([('a', GUEST, 34, None)],
                         self.runs(*lines, poll_interval=10))

    def test_a_migration_that_went_silent_is_none(self):
        lines = [sample(T, None), event(T, 'STARTED_BOOTED')] + [
            sample(T + second, cpu=second) for second in range(1, 195)]
        lines.insert(12, event(T + 10, None, kind='MIGRATION_ITERATION'))
        self.assertEqual([('a', GUEST, 129, None)],
                         self.runs(*lines, poll_interval=100))

    def test_polling_alone(self):
        self.assertCountEqual(
            [('a', GUEST, 20, False), ('b', GUEST, 5, None)],
            self.runs(*MIGRATION, with_events=False))

    def test_the_program(self):
        self.write(*MIGRATION)
        command = [sys.executable, '-m', 'billing_listener.agent.replay',
                   self.path, '--host', 'b', '--poll-interval', '0.25']
        done = subprocess.run(command, capture_output=True, check=True)
        self.assertEqual(b'', done.stderr)
        self.assertEqual(self.replay(*MIGRATION, hosts=['b'])[0], [
            json.loads(line) for line in done.stdout.splitlines()])

    def test_the_program_with_a_pipe(self):
        self.write(*MIGRATION)
        command = [sys.executable, '-m', 'billing_listener.agent.replay', '-']
        with open(self.path, 'rb') as lines:
            done = subprocess.run(command, stdin=lines, capture_output=True,
                                  check=True)
        self.assertEqual(len(self.replay(*MIGRATION)[0]),
                         len(done.stdout.splitlines()))

    def test_a_poll_interval_that_is_none(self):
        for nonsense in ('0', '-1', 'x', 'nan'):
            done = subprocess.run(
                [sys.executable, '-m', 'billing_listener.agent.replay',
                 self.path, '--poll-interval', nonsense],
                capture_output=True, check=False)
            self.assertEqual(2, done.returncode, nonsense)
