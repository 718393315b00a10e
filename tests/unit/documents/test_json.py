# SPDX-License-Identifier: Apache-2.0
"""A statement as JSON says exactly what the statement says."""

import decimal
import json
import unittest

from billing_ledger.documents import json_document
from billing_ledger.statements import plain
from tests.unit.documents import samples

D = decimal.Decimal


class TestJson(unittest.TestCase):

    def document(self, *lines, **changes):
        return json.loads(json_document.json(
            samples.statement(*lines, **changes)))

    def test_amounts_keep_the_decimals_of_their_currency(self):
        # 9.30 plus 19 % VAT, 1.767, is 1.77 after rounding.
        found = self.document(samples.line('9.30'))
        self.assertEqual('9.30', found['lines'][0]['amount'])
        self.assertEqual(('9.30', '1.77', '11.07'), (
            found['subtotal'], found['tax'], found['total']))

    def test_numbers_are_exact_texts(self):
        line = self.document(samples.line(
            quantity=D('744.000000000000000001'), unit_price=D('1E-18'),
            amount='12345678901234567890.25'))['lines'][0]
        self.assertEqual('744.000000000000000001', line['quantity'])
        self.assertEqual('0.000000000000000001', line['unit_price'])
        self.assertEqual('12345678901234567890.25', line['amount'])

    def test_times_are_iso_8601(self):
        found = self.document(samples.line())
        self.assertEqual('2026-10-31T23:00:00.000000+00:00',
                         found['period_start'])
        self.assertEqual('2026-12-03T08:00:00.000000+00:00',
                         found['issued_at'])

    def test_what_is_unknown_is_null(self):
        found = json.loads(json_document.json(samples.draft(
            samples.other('credit', '-2', 'Outage'))))
        self.assertEqual((None, None, None), (
            found['number'], found['issued_at'], found['digest']))
        self.assertIsNone(found['lines'][0]['quantity'])

    def test_every_field_is_there(self):
        statement = samples.statement(samples.line())
        found = plain.of_statement(statement)
        self.assertEqual(list(statement._fields),
                         [name for name in statement._fields
                          if name in found])
        self.assertEqual(list(statement.lines[0]._fields),
                         list(found['lines'][0]))
        self.assertEqual(list(statement.account._fields),
                         list(found['account']))

    def test_hostile_names_stay_as_they_are(self):
        names = samples.HOSTILE_NAMES
        found = self.document(*(samples.line(resource_name=name)
                                for name in names))
        self.assertEqual(list(names), [line['resource_name']
                                       for line in found['lines']])
