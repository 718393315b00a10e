# SPDX-License-Identifier: Apache-2.0
"""billing-agent as a program: it starts, waits, and ends in order."""

import os
import signal
import sqlite3
import subprocess
import sys

from tests.functional.agent import base

_TEST_DRIVER = {'uri': 'test:///default', 'host': 'cmp1',
                'status_interval': 1}


class ProgramTest(base.AgentTestCase):

    def start(self, agent=None, **more):
        program = self.program(self.write_config(
            _TEST_DRIVER | (agent or {}), **more))
        program.start()
        return program

    def test_it_ends_when_it_is_told_to(self):
        for time, number in enumerate((signal.SIGTERM, signal.SIGINT), 1):
            program = self.start()
            program.wait_for_log('Watching the guests of cmp1', count=time)
            program.wait_for_log('Connected to libvirt', count=time)
            os.kill(program.pid, number)
            self.assertEqual(0, program.wait())
            self.assertEqual(time, program.log().count('Stopped.'))

    def test_it_waits_for_libvirt_and_can_be_ended_then(self):
        program = self.start(
            {'uri': 'qemu+unix:///system?socket=/nonexistent'})
        program.wait_for_log('does not answer')
        self.assertEqual(0, program.terminate())
        self.assertEqual(1, program.log().count('does not answer'))
        self.assertIn('/nonexistent', program.log())

    def test_it_waits_for_the_bus_and_can_be_ended_then(self):
        program = self.start(DEFAULT={
            'transport_url': 'rabbit://a:S3cret@127.0.0.1:1/'})
        program.wait_for_log('Connected to libvirt')
        self.assertEqual(0, program.terminate())
        self.assertNotIn('S3cret', program.log())

    def test_without_a_secret_it_says_what_becomes_of_readings(self):
        program = self.start(readings={})
        program.wait_for_log('Readings stay in the spool')
        program.wait_for_log('guests; in', count=3)
        self.assertEqual(0, program.terminate())
        self.assertEqual(1, program.log().count('stay in the spool'))

    def test_guests_that_are_not_novas_are_said_once(self):
        program = self.start()
        program.wait_for_log('is no instance of Nova')
        program.wait_for_log('1 guests; in', count=2)
        self.assertEqual(0, program.terminate())

    def test_the_status_line_goes_on(self):
        program = self.start({'poll_interval': 1})
        program.wait_for_log('1 polls, 0 events', count=3)
        self.assertEqual(0, program.terminate())

    def test_a_second_one_does_not_start(self):
        first = self.start()
        first.wait_for_log('Watching')
        second = self.start()
        self.assertEqual(1, second.wait())
        self.assertIn('another billing-agent', second.log())
        self.assertNotIn('Traceback', second.log())
        self.assertEqual(0, first.terminate())

    def test_one_that_was_killed_starts_again(self):
        program = self.start()
        program.wait_for_log('Watching')
        program.kill()
        program.start()
        program.wait_for_log('Watching', count=2)
        self.assertEqual(0, program.terminate())

    def test_a_spool_full_of_nonsense_does_not_stop_it(self):
        program = self.start()
        program.wait_for_log('Watching')
        self.assertEqual(0, program.terminate())
        with sqlite3.connect(self.folder / 'state/spool.sqlite') as spool:
            spool.execute("INSERT INTO run VALUES ('a', '{'), ('b', '[1]'), "
                          "('c', '{\"version\": 1}'), ('d', x'ff')")
            spool.execute("UPDATE alive SET until_ns = 'x'")
            spool.execute("INSERT INTO outbox (run_id, quarter, closing, "
                          "reading) VALUES (1, 'x', 'y', x'00')")
        spool.close()
        for name in ('newest.0', 'newest.1'):
            (self.folder / 'state' / name).write_bytes(b'1 2 3\nnonsense')
        program.start()
        program.wait_for_log('The state of run', count=4)
        program.wait_for_log('Watching', count=2)
        self.assertEqual(0, program.terminate())

    def test_it_replays_a_trace_without_a_configuration(self):
        done = subprocess.run(
            [sys.executable, '-m', 'billing_listener.agent.cmd', '--replay',
             '-', '--host', 'a'], input='nonsense\n', capture_output=True,
            text=True, check=False)
        self.assertNotIn('Traceback', done.stderr)
        self.assertNotEqual('', done.stderr)
