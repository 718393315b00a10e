# SPDX-License-Identifier: Apache-2.0
"""Which notices can be sent."""

import unittest

from billing_ledger.notify import notice
from tests.unit.notify.base import BUDGET


class TestNotice(unittest.TestCase):

    def test_a_good_one(self):
        notice.check(BUDGET)
        notice.check(BUDGET._replace(subject_type=notice.ACCOUNT,
                                     title='Größe 漢字', data={}))
        self.assertEqual('billing.budget.threshold', BUDGET.event_type)

    def test_what_cannot_be_sent(self):
        nested = {}
        for _ in range(100_000):
            nested = {'a': nested}
        for changed in (
                {'kind': ''}, {'kind': 'Budget'}, {'kind': 'a..b'},
                {'kind': 'a\nb'}, {'kind': None}, {'kind': 'a' * 65},
                {'subject_type': 'user'}, {'subject_type': None},
                {'subject_id': ''}, {'subject_id': 7},
                {'subject_id': 'p' * 65}, {'period': ''},
                {'period': 'p' * 65}, {'title': ''}, {'title': 't' * 201},
                {'title': b'bytes'}, {'title': 'a\x00b'},
                {'title': '\ud800'}, {'text': ''}, {'text': 't' * 20_001},
                {'data': None}, {'data': []}, {'data': {'a': 0.5}},
                {'data': {'a': [{'b': 0.5}]}}, {'data': {'a': object()}},
                {'data': {'a': 'x' * 60_000}}, {'data': nested}):
            with self.subTest(str(changed)[:60]
                              if changed.get('data') is not nested
                              else 'nested'), \
                    self.assertRaises(notice.InvalidNotice):
                notice.check(BUDGET._replace(**changed))

    def test_data_is_kept_in_ascii(self):
        self.assertEqual('{"a": "\\u00df"}', notice.encode({'a': 'ß'}))
