# SPDX-License-Identifier: Apache-2.0
"""Rows keep the rules of FOCUS 1.2, column by column."""

import decimal
import pathlib
import re
import unittest

from billing_ledger.documents import focus
from billing_ledger.documents import focus_columns as columns
from billing_ledger.documents import focus_metadata
from tests.unit.documents import samples

D = decimal.Decimal
TIME = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ')
MANDATORY = {
    'BilledCost', 'BillingAccountId', 'BillingAccountName', 'BillingCurrency',
    'BillingPeriodEnd', 'BillingPeriodStart', 'ChargeCategory', 'ChargeClass',
    'ChargeDescription', 'ChargePeriodEnd', 'ChargePeriodStart',
    'ContractedCost', 'EffectiveCost', 'InvoiceIssuerName', 'ListCost',
    'PricingQuantity', 'PricingUnit', 'ProviderName', 'PublisherName',
    'ServiceCategory', 'ServiceName'}


class TestColumns(unittest.TestCase):
    """What the specification says of a column, for all kinds of lines."""

    def setUp(self):
        self.rows = focus.rows(samples.statement(*samples.variety()),
                               samples.ISSUER)

    def test_all_mandatory_columns_are_there(self):
        self.assertEqual(MANDATORY, {
            column.name for column in columns.COLUMNS
            if column.level == columns.MANDATORY})
        for row in self.rows:
            self.assertEqual(list(columns.NAMES), list(row))

    def test_custom_columns_come_last(self):
        custom = [column.level == columns.CUSTOM
                  for column in columns.COLUMNS]
        self.assertEqual(sorted(custom), custom)
        for column in columns.COLUMNS:
            self.assertEqual(column.level == columns.CUSTOM,
                             column.name.startswith('x_'))

    def test_types(self):
        for row in self.rows:
            for column in columns.COLUMNS:
                value = row[column.name]
                if value is None:
                    continue
                with self.subTest(column=column.name, value=value):
                    if column.type == columns.DECIMAL:
                        self.assertIsInstance(value, D)
                        self.assertRegex(str(value), r'^-?\d+(\.\d+)?$|E-')
                    else:
                        self.assertIsInstance(value, str)
                        self.assertTrue(value.strip())
                    if column.type == columns.TIME:
                        self.assertRegex(value, TIME)

    def test_nulls(self):
        for row in self.rows:
            for column in columns.COLUMNS:
                if not column.allows_null:
                    self.assertIsNotNone(row[column.name], column.name)

    def test_allowed_values(self):
        for row in self.rows:
            for column in columns.COLUMNS:
                if column.allowed:
                    self.assertIn(row[column.name], (None, *column.allowed))

    def test_nulls_by_charge_category(self):
        for row in self.rows:
            category, is_correction = (row['ChargeCategory'],
                                       bool(row['ChargeClass']))
            for name in ('ContractedUnitPrice', 'ListUnitPrice',
                         'PricingCategory', 'PricingQuantity', 'SkuId',
                         'SkuPriceId'):
                if category == 'Tax':
                    self.assertIsNone(row[name], name)
                if category == 'Usage' and not is_correction:
                    self.assertIsNotNone(row[name], name)
            if category != 'Usage':
                self.assertIsNone(row['ConsumedQuantity'])
            elif not is_correction:
                self.assertIsNotNone(row['ConsumedQuantity'])

    def test_nulls_go_together(self):
        for row in self.rows:
            for one, other in (('ConsumedQuantity', 'ConsumedUnit'),
                               ('PricingQuantity', 'PricingUnit'),
                               ('RegionId', 'RegionName'),
                               ('ResourceId', 'ResourceType'),
                               ('SkuId', 'SkuMeter'),
                               ('SubAccountId', 'SubAccountName')):
                self.assertEqual(row[one] is None, row[other] is None, one)
            if row['ResourceId'] is None:
                self.assertIsNone(row['ResourceName'])
            self.assertTrue(row['ResourceName'] is None
                            or row['ResourceName'] != row['ResourceId'])

    def test_costs_are_products(self):
        exact = decimal.Context(prec=200)
        for row in self.rows:
            if row['ChargeClass'] or row['PricingQuantity'] is None:
                continue
            for price, cost in (('ListUnitPrice', 'ListCost'),
                                ('ContractedUnitPrice', 'ContractedCost')):
                self.assertGreaterEqual(row[price], 0)
                self.assertEqual(row[cost], exact.multiply(
                    row[price], row['PricingQuantity']))

    def test_credits_cost_the_same_everywhere(self):
        for row in self.rows:
            if row['ChargeCategory'] == 'Credit':
                self.assertEqual(1, len({row[name] for name in (
                    'BilledCost', 'EffectiveCost', 'ListCost',
                    'ContractedCost')}))

    def test_usage_frequency_is_for_usage(self):
        for row in self.rows:
            self.assertEqual(row['x_LineKind'] == 'usage',
                             row['ChargeFrequency'] == 'Usage-Based')

    def test_a_service_has_one_category_and_subcategory(self):
        found = {}
        for service in (*columns.SERVICES.values(), columns.OTHER):
            kind = service.category, service.subcategory
            self.assertEqual(kind, found.setdefault(service.name, kind))


class TestMetadata(unittest.TestCase):

    def setUp(self):
        self.metadata = focus_metadata.metadata(samples.ISSUER)
        self.schema = self.metadata['Schema']

    def test_says_what_is_mandatory(self):
        self.assertEqual('OpenStack', self.metadata['DataGenerator'])
        self.assertEqual('1.2', self.schema['FocusVersion'])
        self.assertRegex(self.schema['CreationDate'], TIME)

    def test_defines_each_column(self):
        found = {column['ColumnName']: column['DataType']
                 for column in self.schema['ColumnDefinition']}
        self.assertEqual(list(columns.NAMES), list(found))
        self.assertEqual(
            ('DECIMAL', 'STRING', 'DATETIME', 'JSON'),
            (found['BilledCost'], found['SkuId'], found['ChargePeriodEnd'],
             found['Tags']))

    def test_the_schema_is_that_of_its_date(self):
        # Whoever changes the columns gives focus_metadata.CREATED a new date.
        self.assertEqual(
            ('722560da-25ff-5149-9ba7-9b4c667d01ef', '2026-11-28T00:00:00Z'),
            (self.schema['SchemaId'], self.schema['CreationDate']))


class TestDocumentation(unittest.TestCase):

    def test_the_page_says_what_the_columns_hold(self):
        page = pathlib.Path(__file__).parents[3].joinpath(
            'doc/source/user/documents.rst').read_text()
        words = ' '.join(page.split())
        for column in columns.COLUMNS:
            self.assertIn(f'* - {column.name} - {column.level} - '
                          f'{column.source}', words)
