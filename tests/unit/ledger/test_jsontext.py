# SPDX-License-Identifier: Apache-2.0
"""Whatever json.loads() reads, jsontext.read() reads the same."""

import json
import math

import testtools

from billing_ledger.facts import jsontext


class TestJsonText(testtools.TestCase):

    def test_reads_as_the_standard_library(self):
        for text in ('{"a": [1, 2.5, null, true], "a": {"b": "ü"}}',
                     '1234567890' * 10, '-' + '1234567890' * 10,
                     r'"\ud800"', '1e400', '  {} ', '"\\u00e4"'):
            with self.subTest(text):
                self.assertEqual(json.loads(text), jsontext.read(text))
                self.assertEqual(json.loads(text),
                                 jsontext.read(text.encode()))

    def test_reads_what_is_not_quite_json(self):
        self.assertTrue(math.isnan(jsontext.read('[NaN]')[0]))
        self.assertEqual([math.inf], jsontext.read('[Infinity]'))
        self.assertEqual({'a': 1}, jsontext.read('{"a": 1}'.encode('utf-16')))

    def test_whole_numbers_stay_whole(self):
        self.assertIs(int, type(jsontext.read('1' * 100)))

    def test_raises_what_the_standard_library_raises(self):
        for text, error in (('', ValueError), ('{', ValueError),
                            ('nonsense', ValueError), (b'\xff', ValueError),
                            ('[' * 100_000, RecursionError),
                            (None, TypeError), (5, TypeError)):
            with self.subTest(str(text)[:10]):
                self.assertRaises(error, json.loads, text)
                self.assertRaises(error, jsontext.read, text)
