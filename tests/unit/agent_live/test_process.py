# SPDX-License-Identifier: Apache-2.0
"""Which process a guest is."""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import process

_ID = '27d70598-0699-4e9c-9ebb-19a2d5390fa9'


class ProcessesTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_path = pathlib.Path(folder.name)
        (self.run_path / 'qemu').mkdir()
        self.processes = process.Processes(self.run_path)

    def begin_guest(self, *arguments):
        """Start a process whose command line looks like a guest's."""
        child = subprocess.Popen(
            [sys.executable, '-c', 'print(1, flush=True); input()',
             *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL)
        for end in (child.wait, child.stdin.close, child.stdout.close):
            self.addCleanup(end)
        child.stdout.readline()
        return child.pid

    def write_pid(self, name, text):
        (self.run_path / f'qemu/{name}.pid').write_text(str(text))

    def test_a_process_is_told_by_its_number_and_its_beginning(self):
        before = time.time_ns()
        pid = self.begin_guest('-uuid', _ID)
        self.write_pid('instance-1', f'{pid}\n')
        found = self.processes.find('instance-1', _ID)
        self.assertRegex(found.name, fr'^{pid}/\d+$')
        # The kernel counts in hundredths of a second.
        self.assertAlmostEqual(before, found.started_ns, delta=2 * 10 ** 8)
        self.assertEqual(found.name,
                         self.processes.find('instance-1', _ID).name)

    def test_a_number_that_another_process_has_now(self):
        self.write_pid('instance-1', self.begin_guest('-uuid', 'another'))
        self.assertIsNone(self.processes.find('instance-1', _ID))

    def test_a_process_that_is_gone(self):
        child = subprocess.Popen([sys.executable, '-c', ''])
        child.wait()
        self.write_pid('instance-1', child.pid)
        self.assertIsNone(self.processes.find('instance-1', _ID))

    def test_a_guest_without_a_file(self):
        self.assertIsNone(self.processes.find('instance-1', _ID))

    def test_a_name_with_parentheses_and_blanks(self):
        proc = self.run_path / 'proc'
        (proc / '77').mkdir(parents=True)
        (proc / '77/cmdline').write_bytes(f'qemu\0-uuid\0{_ID}\0'.encode())
        (proc / '77/stat').write_text(
            '77 (a) b (c) S ' + ' '.join(map(str, range(4, 53))))
        self.write_pid('x', 77)
        found = process.Processes(self.run_path, proc).find('x', _ID)
        self.assertEqual('77/22', found.name)

    def test_a_file_that_says_nothing(self):
        for text in ('', 'x', '-1', '0', '1 2', '9' * 5000, '../1', '\0'):
            self.write_pid('instance-1', text)
            self.assertIsNone(self.processes.find('instance-1', _ID), text)

    @given(strategies.text())
    def test_no_name_is_too_much(self, name):
        self.assertIsNone(self.processes.find(name, _ID))

    def test_no_name_leads_out_of_the_folder(self):
        pid = self.begin_guest('-uuid', _ID)
        (self.run_path / 'a.pid').write_text(str(pid))
        self.assertIsNone(self.processes.find('../a', _ID))


class BootTest(unittest.TestCase):

    def test_it_is_a_text_that_stays(self):
        self.assertRegex(process.boot_id(), r'^[0-9a-f-]{36}$')
        self.assertEqual(process.boot_id(), process.boot_id())

    def test_this_very_process(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        path = pathlib.Path(folder.name, 'qemu')
        path.mkdir()
        (path / 'me.pid').write_text(str(os.getpid()))
        word = pathlib.Path('/proc/self/cmdline').read_bytes().split(b'\0')[0]
        found = process.Processes(folder.name).find('me', word.decode())
        self.assertLess(found.started_ns, time.time_ns())
