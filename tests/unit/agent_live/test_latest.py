# SPDX-License-Identifier: Apache-2.0
"""A text that is replaced again and again, and always whole."""

import pathlib
import tempfile
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_listener.agent import latest


class LatestTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.files = [self.folder / 'newest.0', self.folder / 'newest.1']

    def open(self):
        opened = latest.Latest(self.folder)
        self.addCleanup(opened.close)
        return opened

    def read(self):
        return self.open().read()

    def test_there_is_none_at_first(self):
        self.assertIsNone(self.read())

    def test_the_newest_is_read(self):
        for texts in (['a'], ['b', 'c'], ['d', 'e', 'f'], ['']):
            opened = self.open()
            for text in texts:
                opened.write(text)
            opened.close()
            self.assertEqual(texts[-1], self.read())

    def test_a_shorter_one_has_nothing_of_a_longer_one(self):
        opened = self.open()
        for text in ('x' * 10_000, 'y' * 10_000, 'a', 'b'):
            opened.write(text)
        self.assertEqual('b', self.read())

    def test_one_that_was_cut_off_leaves_the_one_before(self):
        opened = self.open()
        opened.write('first')
        opened.write('second')
        whole = self.files[0].read_bytes()
        for length in range(len(whole)):
            self.files[0].write_bytes(whole[:length])
            self.assertEqual('first', self.read(), length)
        self.files[0].write_bytes(whole[:-1] + b'!')
        self.assertEqual('first', self.read())
        self.files[0].write_bytes(whole + b'more')
        self.assertEqual('second', self.read())

    def test_nothing_is_written_after_the_end(self):
        opened = self.open()
        opened.write('a')
        opened.close()
        opened.write('b')
        self.assertEqual('a', self.read())

    def test_only_its_owner_reads_it(self):
        self.open()
        for path in self.files:
            self.assertEqual(0o600, path.stat().st_mode & 0o777)

    @given(strategies.binary() | strategies.tuples(
        *[strategies.integers()] * 3, strategies.text()).map(
            lambda parts: '{} {} {}\n{}'.format(*parts).encode()))
    def test_no_bytes_are_too_much(self, content):
        for path in self.files:
            path.write_bytes(content)
        opened = self.open()
        opened.write('new')
        self.assertEqual('new', self.read())
