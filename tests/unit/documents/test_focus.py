# SPDX-License-Identifier: Apache-2.0
"""Rows of FOCUS say what the lines of a statement say."""

import csv
import datetime
import decimal
import io
import json
import unittest

from hypothesis import given
from hypothesis import strategies

from billing_ledger.documents import focus
from billing_ledger.documents import focus_columns as columns
from billing_ledger.documents import focus_prices
from tests.unit.documents import samples

D = decimal.Decimal
# Without a sign for positive numbers, separators or symbols.
NUMBER = r'^-?\d+(\.\d+)?$'


def rows(*lines, **changes):
    return focus.rows(samples.statement(*lines, **changes), samples.ISSUER)


class TestRows(unittest.TestCase):

    def test_billed_costs_add_up_to_the_invoice(self):
        statement = samples.statement(*samples.variety())
        found = focus.rows(statement, samples.ISSUER)
        self.assertEqual(statement.total,
                         sum(row['BilledCost'] for row in found))
        self.assertEqual({'2026-000042'}, {row['InvoiceId']
                                           for row in found})

    def test_a_discount_shows_in_prices(self):
        # 744 h at 0.0125 are 9.30; 10 % less is 8.37, or 0.01125 an hour.
        row = rows(samples.line('8.37', list_amount=D('9.30')))[0]
        self.assertEqual((D('0.0125'), D('9.3')),
                         (row['ListUnitPrice'], row['ListCost']))
        self.assertEqual((D('0.01125'), D('8.37')),
                         (row['ContractedUnitPrice'], row['ContractedCost']))

    def test_rounding_shows_in_billed_cost_alone(self):
        # 733.12345 h at 0.0125 are 9.164043125.
        row = rows(samples.line('9.16', quantity=D('733.12345')))[0]
        self.assertEqual((D('9.164043125'),) * 2,
                         (row['ListCost'], row['ContractedCost']))
        self.assertEqual((D('9.16'),) * 2,
                         (row['BilledCost'], row['EffectiveCost']))

    def test_several_prices_are_their_mean(self):
        # 100 GiB for 8.00 by tiers: 0.08 each.
        row = rows(samples.line('8.00', quantity=D(100), unit='GiB',
                                unit_price=None))[0]
        self.assertEqual((D('0.08'), D(8), 'GiB'), (
            row['ListUnitPrice'], row['ListCost'], row['PricingUnit']))

    def test_a_least_amount_is_no_product_of_the_unit_price(self):
        # 10 h at 0.0125 are 0.125, but at least 5.00 is charged.
        row = rows(samples.line('5.00', quantity=D(10)))[0]
        self.assertEqual((D('0.5'), D(5)),
                         (row['ListUnitPrice'], row['ListCost']))

    def test_a_charge_without_quantity_is_one_unit(self):
        row = rows(samples.line('5.00', quantity=None, unit=None,
                                unit_price=None))[0]
        self.assertEqual((D(1), 'Units', D(5)), (
            row['PricingQuantity'], row['PricingUnit'],
            row['ListUnitPrice']))

    def test_a_correction(self):
        row = rows(*samples.with_everything())[2]
        self.assertEqual(('Usage', 'Correction', 'One-Time', '2026-000017'), (
            row['ChargeCategory'], row['ChargeClass'],
            row['ChargeFrequency'], row['x_RefersToInvoiceId']))
        self.assertEqual('2026-09-30T22:00:00Z', row['ChargePeriodStart'])
        self.assertEqual('2026-10-31T23:00:00Z', row['BillingPeriodStart'])
        self.assertEqual(D(-1), row['BilledCost'])

    def test_the_tax(self):
        # Usage of 733.12345 h at 0.0125, billed as 9.16; VAT of 19 %:
        # billed 1.7404, rounded 1.74; of the exact cost 1.74116819375.
        row = rows(samples.line('9.16', quantity=D('733.12345')))[-1]
        self.assertEqual(('Tax', D('1.74'), D('1.74116819375')), (
            row['ChargeCategory'], row['BilledCost'],
            row['ContractedCost']))
        self.assertIsNone(row['SubAccountId'])

    def test_a_draft_has_no_invoice(self):
        found = focus.rows(samples.draft(samples.line()), samples.ISSUER)
        self.assertEqual({(None, 'draft')}, {
            (row['InvoiceId'], row['x_StatementStatus']) for row in found})

    def test_services(self):
        for changes, expected in (
                ({}, ('Compute', 'Virtual Machines', 'Instance')),
                ({'resource_group': 'network',
                  'meter': 'network.outgoing.bytes'},
                 ('Networking', 'Network Connectivity', 'Instance')),
                ({'resource_group': 'volume', 'meter': 'volume.stored'},
                 ('Storage', 'Block Storage', 'Volume')),
                ({'resource_group': 'block', 'meter': 'snapshot.stored'},
                 ('Storage', 'Block Storage', 'Snapshot')),
                ({'resource_group': 'image', 'meter': 'image.stored'},
                 ('Storage', 'Other (Storage)', 'Image')),
                ({'resource_group': 'dns', 'meter': 'dns.zones'},
                 ('Other', 'Other (Other)', 'Other'))):
            row = rows(samples.line(**changes))[0]
            self.assertEqual(expected, (
                row['ServiceCategory'], row['ServiceSubcategory'],
                row['ResourceType']))

    def test_units(self):
        for unit, expected in (
                ('vCPU-hour', 'VCPU-Hours'), ('GiB-hour', 'GiB-Hours'),
                ('instance-hour', 'Instance-Hours'), ('GiB', 'GiB'),
                ('address-month', 'Address-Months'),
                ('million requests', '1000000 Requests'), ('', None),
                (None, None), ('x-y', 'x-y')):
            self.assertEqual(expected, focus_prices.focus_unit(unit))

    def test_a_line_of_the_next_second(self):
        moment = datetime.datetime(2026, 11, 2, 1, 2, 3, 999999,
                                   tzinfo=datetime.UTC)
        row = rows(samples.line(period_start=moment))[0]
        self.assertEqual('2026-11-02T01:02:03Z', row['ChargePeriodStart'])

    @given(strategies.decimals(min_value=0, max_value=10 ** 9, places=9),
           strategies.decimals(min_value=0, max_value=10 ** 3, places=6),
           strategies.decimals(min_value=0, max_value=1, places=2))
    def test_products_for_all_quantities(self, quantity, price, part):
        amount = (quantity * price).quantize(D('0.01'))
        row = rows(samples.line((amount * part).quantize(D('0.01')),
                                quantity=quantity, unit_price=price,
                                list_amount=amount))[0]
        exact = decimal.Context(prec=200)
        self.assertEqual(row['ContractedCost'], exact.multiply(
            row['ContractedUnitPrice'], row['PricingQuantity']))
        self.assertLess(abs(row['ContractedCost'] - row['BilledCost']),
                        D('0.011'))
        self.assertLess(abs(row['ListCost'] - amount), D('0.011'))


class TestFormats(unittest.TestCase):

    def test_csv(self):
        statement = samples.statement(*samples.variety())
        text = ''.join(focus.csv(statement, samples.ISSUER))
        found = list(csv.DictReader(io.StringIO(text, newline='')))
        expected = focus.rows(statement, samples.ISSUER)
        self.assertEqual(len(expected), len(found))
        for row, wanted in zip(found, expected, strict=True):
            for column in columns.COLUMNS:
                value = row[column.name]
                if wanted[column.name] is None:
                    self.assertEqual('', value)
                elif column.type == columns.DECIMAL:
                    self.assertRegex(value, NUMBER)
                    self.assertEqual(wanted[column.name], D(value))
                else:
                    self.assertEqual(wanted[column.name], value)

    def test_json(self):
        statement = samples.statement(*samples.variety())
        found = json.loads(focus.json(statement, samples.ISSUER),
                           parse_float=D, parse_int=D)
        self.assertEqual(focus.rows(statement, samples.ISSUER), found)

    def test_numbers_in_json_have_no_positive_exponent(self):
        text = focus.json(samples.statement(samples.line(
            D('1E+3'), list_amount=D('1E+3'), quantity=D('1E+5'),
            unit_price=D('0.01'))), samples.ISSUER).decode()
        self.assertNotIn('E+', text)
        self.assertIn('"BilledCost":1000,', text)

    def test_formulas(self):
        statement = samples.statement(samples.line(resource_name='=1+1'))
        self.assertIn(",'=1+1,", ''.join(
            focus.csv(statement, samples.ISSUER)))
        self.assertIn(',=1+1,', ''.join(
            focus.csv(statement, samples.ISSUER, verbatim=True)))
        self.assertIn(b'"=1+1"', focus.json(statement, samples.ISSUER))
