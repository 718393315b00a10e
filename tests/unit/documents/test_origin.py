# SPDX-License-Identifier: Apache-2.0
"""Documents say in which region a line arose, and through whom."""

import unittest

from billing_ledger.documents import csv_document
from billing_ledger.documents import focus
from billing_ledger.documents import html_document
from billing_ledger.statements import plain
from tests.unit.documents import samples

STATEMENT = samples.statement(samples.line(
    region='north', user_id='<b>alice', resource_id=None,
    resource_name=None))


class TestOrigin(unittest.TestCase):

    def test_json(self):
        line, = plain.of_statement(STATEMENT)['lines']
        self.assertEqual(('north', '<b>alice'),
                         (line['region'], line['user_id']))

    def test_csv(self):
        written = ''.join(csv_document.csv(STATEMENT))
        self.assertIn(',north,', written)
        self.assertIn(',<b>alice\r\n', written)

    def test_html(self):
        self.assertIn('user &lt;b&gt;alice',
                      html_document.html(STATEMENT, samples.ISSUER))

    def test_focus(self):
        row = next(iter(focus.rows(STATEMENT, samples.ISSUER)))
        self.assertEqual(('north', 'north'),
                         (row['RegionId'], row['RegionName']))
