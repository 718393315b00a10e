# SPDX-License-Identifier: Apache-2.0
"""What the hook wrote, and what others did."""

import os
import pathlib
import tempfile
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import backstop
from tests.unit.agent_live.samples import INSTANCE

_NAME = f'{INSTANCE}.7'
_TEXT = f'billing-agent 1\nuuid {INSTANCE}\nid 7\ncpu 5000\nvcpu 4000\n'


class FolderTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        self.folder = backstop.Folder(folder.name)

    def write(self, text, name=_NAME):
        path = self.path / name
        path.write_text(text)
        return path

    def take(self):
        return [record for record, _ in self.folder.take()]

    def test_a_record(self):
        path = self.write(_TEXT)
        self.assertEqual(
            [backstop.Record(INSTANCE, 7, path.stat().st_mtime_ns, 4000,
                             5000)], self.take())

    def test_groups_that_could_not_be_read(self):
        self.write(_TEXT.replace(' 5000', ' ').replace(' 4000', ''))
        record, = self.take()
        self.assertEqual((None, None), (record.vcpu_ns, record.cpu_ns))

    def test_it_is_taken_once_and_stays_until_it_is_removed(self):
        self.write(_TEXT)
        self.assertEqual(1, len(self.take()))
        self.assertEqual([], self.take())
        self.assertTrue((self.path / _NAME).exists())
        self.folder.remove(_NAME)
        self.assertFalse((self.path / _NAME).exists())
        self.folder.remove(_NAME)
        self.write(_TEXT)
        self.assertEqual(1, len(self.take()))

    def test_another_agent_takes_it_again(self):
        self.write(_TEXT)
        self.take()
        self.assertEqual(1, len(backstop.Folder(self.path).take()))

    def test_other_files_are_left_alone(self):
        for name in ('notes', f'.{_NAME}.77', f'{INSTANCE}', f'{_NAME}.old',
                     f'{INSTANCE}.x', f'{INSTANCE}.99999999999'):
            self.write(_TEXT, name)
        self.assertEqual([], self.take())
        self.assertEqual(6, len(os.listdir(self.path)))

    def test_no_folder_is_no_trouble(self):
        self.assertEqual([], backstop.Folder(self.path / 'none').take())
        self.assertEqual([], backstop.Folder(
            self.path / 'none').take())

    def test_a_folder_that_others_write_in_is_not_used(self):
        self.write(_TEXT)
        for mode in (0o777, 0o770, 0o1777):
            self.path.chmod(mode)
            with self.assertLogs('billing_listener', 'WARNING') as logs:
                self.assertEqual([], backstop.Folder(self.path).take())
            self.assertIn('--install-hook', logs.output[0])
        self.path.chmod(0o700)
        self.assertEqual(1, len(self.take()))

    def assert_refused(self, text):
        self.write(text)
        with self.assertLogs('billing_listener', 'WARNING'):
            self.assertEqual([], backstop.Folder(self.path).take())

    def test_what_is_no_record(self):
        for text in ('', '\n', 'hello', _TEXT.replace(' 1\n', ' 2\n'),
                     _TEXT.replace('id 7', 'id 8'),
                     _TEXT.replace(INSTANCE, INSTANCE[::-1]),
                     _TEXT.replace('5000', '-5'),
                     _TEXT.replace('5000', '5e3'),
                     _TEXT.replace('5000', '9' * 30),
                     _TEXT.replace('5000', '²'),
                     _TEXT + 'x' * 5000):
            self.assert_refused(text)

    def test_a_link_is_not_followed(self):
        (self.path / 'elsewhere').write_text(_TEXT)
        (self.path / _NAME).symlink_to(self.path / 'elsewhere')
        with self.assertLogs('billing_listener', 'WARNING'):
            self.assertEqual([], self.take())

    def test_a_pipe_is_not_waited_for(self):
        os.mkfifo(self.path / _NAME)
        with self.assertLogs('billing_listener', 'WARNING'):
            self.assertEqual([], self.take())

    def test_a_bad_file_is_complained_of_once_and_stops_no_other(self):
        self.write('x')
        other = INSTANCE.replace('2', '3')
        self.write(_TEXT.replace(INSTANCE, other), f'{other}.7')
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.assertEqual([other], [each.instance_id
                                       for each in self.take()])
            self.take()
        self.assertEqual(1, len(logs.output))

    @given(strategies.binary(max_size=300))
    def test_no_bytes_are_too_much(self, content):
        (self.path / _NAME).write_bytes(content)
        with self.assertLogs('billing_listener', 'WARNING'):
            self.assertEqual([], backstop.Folder(self.path).take())
