# SPDX-License-Identifier: Apache-2.0
"""What outlives the agent."""

import json
import os
import pathlib
import sqlite3
import stat
import subprocess
import sys
import tempfile
import unittest

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies

from billing_listener.agent import spool
from tests.unit.agent_live import samples
from tests.unit.agent_live.samples import closing
from tests.unit.agent_live.samples import ordinary


class SpoolTestCase(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name, 'agent')
        self.path = self.folder / 'spool.sqlite'

    def open(self):
        opened = spool.Spool(self.folder)
        self.addCleanup(opened.close)
        return opened

    def waiting(self, opened):
        """Return the readings that wait."""
        return [json.loads(text) for _, text in opened.oldest(10_000)]


class SpoolTest(SpoolTestCase):

    def setUp(self):
        super().setUp()
        self.spool = self.open()

    def test_it_is_nobody_elses(self):
        self.assertEqual(0o700, stat.S_IMODE(self.folder.stat().st_mode))

    def test_what_is_saved_is_there_after_a_restart(self):
        self.spool.save({'a': '{"x":1}', 'b': '{}'}, [ordinary(1)], 77)
        self.spool.save({'b': None, 'c': '[]'}, [closing(2)])
        self.spool.latest.write('[1]')
        self.spool.close()
        again = self.open()
        self.assertEqual({'a': '{"x":1}', 'c': '[]'}, again.states())
        self.assertEqual(77, again.alive_until_ns())
        self.assertEqual('[1]', again.latest.read())
        self.assertEqual([ordinary(1), closing(2)][1:], self.waiting(again))

    def test_an_empty_one(self):
        self.assertEqual({}, self.spool.states())
        self.assertIsNone(self.spool.alive_until_ns())
        self.assertIsNone(self.spool.latest.read())
        self.assertEqual([], self.spool.oldest(10))
        self.assertEqual(0, self.spool.waiting())

    def test_readings_are_forgotten_one_by_one(self):
        self.spool.save({}, [ordinary(1, 'a'), ordinary(1, 'b'),
                             ordinary(1, 'c')])
        (first, _), (second, _) = self.spool.oldest(2)
        self.spool.delete([second])
        self.assertEqual(['a', 'c'],
                         [each['run_id'] for each in self.waiting(self.spool)])
        self.spool.delete([first, 12345])
        self.assertEqual(1, self.spool.waiting())

    def test_a_reading_supersedes_those_of_its_quarter_of_an_hour(self):
        for minutes in (0, 1, 7, 14, 15, 16):
            self.spool.save({}, [ordinary(minutes)])
        # 12:00 belongs to the quarter before, 12:15 to this one.
        self.assertEqual([ordinary(0), ordinary(15), ordinary(16)],
                         self.waiting(self.spool))

    def test_a_closing_reading_stays(self):
        everything = [closing(1, exact=False), closing(1, exact=True),
                      ordinary(2, 'other'), closing(3)]
        self.spool.save({}, [ordinary(0.5), *everything])
        self.assertEqual(everything, self.waiting(self.spool))

    def test_a_day_without_a_bus_keeps_each_quarter_of_each_run(self):
        runs = [f'run{number}' for number in range(20)]
        for minute in range(1, 24 * 60 + 1):
            self.spool.save({}, [ordinary(minute, run, minute)
                                 for run in runs])
        left = self.waiting(self.spool)
        self.assertEqual(96 * len(runs), len(left))
        self.assertEqual(
            {samples.at(15 * quarter) for quarter in range(1, 97)},
            {each['at'] for each in left})

    def test_saving_is_all_or_nothing(self):
        self.spool.save({'a': 'old'}, [])
        with self.assertRaises(KeyError):
            self.spool.save({'a': 'new', 'b': 'new'},
                            [ordinary(1), {'run_id': 'x'}], 5)
        self.assertEqual({'a': 'old'}, self.spool.states())
        self.assertEqual(0, self.spool.waiting())
        self.assertIsNone(self.spool.alive_until_ns())
        self.spool.save({'a': 'newer'}, [])

    def test_no_second_agent_uses_it(self):
        with self.assertRaisesRegex(spool.UnusableSpool, 'another'):
            spool.Spool(self.folder)

    def test_a_process_killed_in_the_middle_loses_nothing_saved(self):
        self.spool.close()
        program = (
            'import os, sys\n'
            'from billing_listener.agent import spool\n'
            'from tests.unit.agent_live.samples import closing\n'
            'opened = spool.Spool(sys.argv[1])\n'
            'opened.save({"a": "1"}, [closing(1)], 5)\n'
            'with opened._transaction() as database:\n'
            '    database.execute("DELETE FROM run")\n'
            '    os.kill(os.getpid(), 9)\n')
        done = subprocess.run([sys.executable, '-c', program, self.folder],
                              check=False)
        self.assertEqual(-9, done.returncode)
        again = self.open()
        self.assertEqual({'a': '1'}, again.states())
        self.assertEqual([closing(1)], self.waiting(again))


class DamageTest(SpoolTestCase):
    """Files that are no spool."""

    def setUp(self):
        super().setUp()
        self.folder.mkdir()

    def assert_set_aside(self, content):
        self.path.write_bytes(content)
        with self.assertLogs('billing_listener', 'ERROR') as logs:
            opened = spool.Spool(self.folder)
        self.assertIn('cannot be read', logs.output[0])
        opened.save({'a': '1'}, [ordinary(1)], 3)
        self.assertEqual(1, opened.waiting())
        opened.close()
        aside, = self.folder.glob('spool.sqlite.damaged-*')
        self.assertEqual(content, aside.read_bytes())
        aside.unlink()
        self.path.unlink()

    def test_anything_else_is_set_aside(self):
        for content in (b'hello' * 300, b'SQLite format 3\0' + b'\xff' * 4000):
            self.assert_set_aside(content)

    @settings(max_examples=20, deadline=None)
    @given(strategies.binary(min_size=16, max_size=2000))
    def test_no_bytes_are_too_much(self, content):
        self.assert_set_aside(b'x' + content)

    def test_a_file_that_breaks_off(self):
        opened = spool.Spool(self.folder)
        for number in range(200):
            opened.save({f'run{number}': 'x' * 500}, [])
        opened.close()
        self.assert_set_aside(self.path.read_bytes()[:40_000])

    def test_another_programs_database(self):
        for statements in ('CREATE TABLE run (a)',
                           'CREATE TABLE other (a); PRAGMA user_version = 1'):
            with sqlite3.connect(self.path) as database:
                database.executescript(statements)
            database.close()
            self.assert_set_aside(self.path.read_bytes())

    def test_that_of_a_newer_release_is_left_alone(self):
        with sqlite3.connect(self.path) as database:
            database.execute('PRAGMA user_version = 2')
        database.close()
        with self.assertRaisesRegex(spool.UnusableSpool, 'newer release'):
            spool.Spool(self.folder)
        self.assertEqual([], list(self.folder.glob('*.damaged-*')))

    def test_a_file_in_place_of_the_folder(self):
        self.folder.rmdir()
        self.folder.write_text('')
        with self.assertRaisesRegex(spool.UnusableSpool, 'state_path'):
            spool.Spool(self.folder)

    def test_begin_anew_keeps_the_old_file(self):
        opened = self.open()
        opened.save({'a': '1'}, [])
        with self.assertLogs('billing_listener', 'ERROR'):
            opened.begin_anew()
        self.assertEqual({}, opened.states())
        opened.save({'b': '1'}, [])
        self.assertEqual(1, len([
            name for name in os.listdir(self.folder)
            if 'damaged' in name and not name.endswith(('-wal', '-shm'))]))
