# SPDX-License-Identifier: Apache-2.0
"""Texts of others become fit for paper."""

import unittest

from hypothesis import given
from hypothesis import strategies

from billing_ledger.documents.printable import lines
from billing_ledger.documents.printable import printable
from tests.unit.documents import samples


class TestPrintable(unittest.TestCase):

    def test_names_of_all_languages_stay(self):
        for name in (samples.ARABIC, samples.HEBREW, samples.CHINESE,
                     samples.JAPANESE, samples.KOREAN, 'Zoë 🚀', '<b>&amp;'):
            self.assertEqual(name, printable(name))

    def test_nothing(self):
        self.assertEqual('', printable(None))
        self.assertEqual('', printable(''))

    def test_what_cannot_be_printed_is_replaced(self):
        self.assertEqual('a\ufffdb\ufffd[31mc', printable('a\x00b\x1b[31mc'))
        self.assertEqual('\ufffd\ufffd', printable('\ud800\ue000'))
        self.assertEqual('a b c d', printable('a\nb\tc\rd'))

    def test_nothing_turns_around_what_stands_beside(self):
        self.assertEqual('gnp.exe', printable('\u202egnp.exe\u202c'))

    def test_the_longest_are_cut(self):
        self.assertEqual('x' * 255, printable('x' * 255))
        self.assertEqual('x' * 254 + '…', printable('x' * 10 ** 6))

    @given(strategies.text())
    def test_everything_can_be_encoded(self, text):
        printable(text).encode()

    def test_lines_of_addresses(self):
        self.assertEqual(['1 Desert Road', 'Cactus Springs'],
                         lines('1 Desert Road\n\n  \r\nCactus Springs\n'))
        self.assertEqual([], lines(None))
        self.assertEqual(['x'] * 12, lines('x\n' * 10 ** 5))
