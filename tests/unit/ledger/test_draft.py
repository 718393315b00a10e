# SPDX-License-Identifier: Apache-2.0
"""Drafts: what a month costs an account, worked out by hand."""

import datetime
import decimal
import typing
import unittest

import hypothesis
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.rating.book import Assignment
from billing_ledger.statements import account as accounts
from billing_ledger.statements import draft
from billing_ledger.statements import lines
from billing_ledger.statements import month as months
from billing_ledger.statements import statement
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import OCTOBER
from tests.unit.ledger.statement_base import amounts


class TestMonths(unittest.TestCase):

    def test_they_count_over_years(self):
        self.assertEqual('2027-01', str(months.Month(2026, 12).plus(1)))
        self.assertEqual('2025-10', str(OCTOBER.plus(-12)))
        self.assertEqual('2025-12', str(OCTOBER.plus(-10)))

    def test_what_is_no_month(self):
        for written in (
                '', '2026', '2026-13', '2026-00', '26-10', '1969-01',
                '9999-12', '2026-10-01', '２０２６-10', ' 2026-10', None, 7,
                ['2026-10'], '9' * 100_000):
            with self.assertRaises(exception.InvalidTime):
                months.parse(written)


class TestPeriods(statement_base.StatementsTestCase):

    def test_the_month_ends_at_midnight(self):
        # 23:00 to 02:00: one hour in October, two in November.
        self.set_price('1')
        self.run_server('2026-10-31T23:00', hours=3)
        self.assert_amounts('1.00 0.00 1.00', self.draft(month=OCTOBER))
        self.assert_amounts('2.00 0.00 2.00', self.draft(month=NOVEMBER))

    def test_months_of_berlin_have_743_and_745_hours(self):
        # 0.01 each hour, from 2025 until now.
        self.use_zone('Europe/Berlin')
        self.set_price('0.01')
        self.run_server('2025-12-01T00:00')
        march = self.draft(month=months.Month(2026, 3))
        self.assert_amounts('7.43 0.00 7.43', march)
        self.assertEqual(743, march.lines[0].quantity)
        self.assertEqual('2026-02-28T23:00:00+00:00',
                         march.period_start.isoformat())
        self.assertEqual('2026-03-31T22:00:00+00:00',
                         march.period_end.isoformat())
        october = self.draft(month=OCTOBER)
        self.assert_amounts('7.45 0.00 7.45', october)
        self.assertEqual(745, october.lines[0].quantity)
        self.assertEqual('Europe/Berlin', october.time_zone)

    def test_the_current_month_costs_what_it_cost_so_far(self):
        # From 1 November to 10 November 12:00 are 228 hours.
        self.set_price('1')
        self.run_server('2026-10-31T23:00')
        found = self.draft(month=NOVEMBER)
        self.assert_amounts('228.00 0.00 228.00', found)
        self.assertEqual((None, 'draft', None, None), (
            found.number, found.status, found.issued_at, found.digest))

    def test_nothing_used_is_no_statement(self):
        self.set_price('1')
        self.assertEqual([], self.books.statements.drafts(
            base.PROJECT, OCTOBER))
        self.assertEqual([], self.books.statements.drafts(
            base.PROJECT, months.Month(2031, 1)))

    def test_a_line_says_what_it_is_for(self):
        price = self.set_price('0.5', 'memory.allocated')
        self.run_server('2026-10-02T00:00', hours=3)
        found = self.draft()
        line, = found.lines
        # 2048 MiB for 3 hours are 6 GiB-hours.
        self.assertEqual(statement.Line(
            kind='usage', project_id=base.PROJECT, project_name=None,
            region='RegionOne', resource_group='compute',
            resource_id=base.INSTANCE,
            resource_name='web-1', meter='memory.allocated',
            description='Memory of the flavor, while allocated',
            period_start=found.period_start, period_end=found.period_end,
            quantity=decimal.Decimal(6), unit='GiB-hour',
            unit_price=decimal.Decimal('0.5'), price_id=price.id,
            list_amount=decimal.Decimal('3.00'),
            amount=decimal.Decimal('3.00'), refers_to=None), line)


class TestRounding(statement_base.StatementsTestCase):

    def test_tax_is_rounded_once_half_even(self):
        # 5.00 at 19 % are 0.95; 0.50 are 0.095, which is 0.10 (10 is even).
        account_id = self.new_account(
            base.PROJECT, tax_name='VAT', tax_percent=decimal.Decimal(19))
        self.set_price('0.5')
        self.run_server('2026-10-02T00:00', hours=10)
        self.assert_amounts('5.00 0.95 5.95', self.draft(account_id))
        self.run_server('2026-11-02T00:00', hours=1, instance_id='second')
        found = self.draft(account_id, NOVEMBER)
        self.assert_amounts('0.50 0.10 0.60', found)
        self.assertEqual(('VAT', decimal.Decimal(19)), (
            found.account.tax_name, found.account.tax_percent))

    def test_yen_have_no_decimals(self):
        # 3 hours are 1.5, 5 hours 2.5: both are 2. Tax: 10 % of 4 are 0.4.
        account_id = self.new_account(
            base.PROJECT, tax_name='Tax', tax_percent=decimal.Decimal(10))
        self.set_price('0.5', currency='JPY')
        self.run_server('2026-10-02T00:00', hours=3, instance_id='a')
        self.run_server('2026-10-02T00:00', hours=5, instance_id='b')
        found = self.draft(account_id)
        self.assertEqual(['2', '2'], amounts(found))
        self.assert_amounts('4 0 4', found)

    def test_kuwaiti_dinars_have_three(self):
        # 0.0015 is 0.002 (half to even), 0.0045 is 0.004.
        self.set_price('0.0015', currency='KWD')
        self.run_server('2026-10-02T00:00', hours=1, instance_id='a')
        self.run_server('2026-10-02T00:00', hours=3, instance_id='b')
        found = self.draft()
        self.assertEqual(['0.002', '0.004'], amounts(found))
        self.assert_amounts('0.006 0.000 0.006', found)

    def test_the_total_is_that_of_the_rounded_lines(self):
        # 0.015 is 0.02, three times; their sum 0.045 would be 0.04.
        self.set_price('0.015')
        for name in 'abc':
            self.run_server('2026-10-02T00:00', hours=1, instance_id=name)
        self.assert_amounts('0.06 0.00 0.06', self.draft())

    def test_by_meter_a_line_is_rounded_once(self):
        account_id = self.new_account(base.PROJECT, detail='meter')
        self.set_price('0.015')
        for name in 'abc':
            self.run_server('2026-10-02T00:00', hours=1, instance_id=name)
        line, = self.draft(account_id).lines
        self.assertEqual(
            (None, None, decimal.Decimal(3), decimal.Decimal('0.04')),
            (line.resource_id, line.resource_name, line.quantity,
             line.amount))

    def test_several_prices_of_a_meter(self):
        # An hour for 1, one for 2: two lines, or one without a price.
        self.set_price('1')
        self.set_price('2', start=base.times.parse('2026-10-02T01:00'))
        self.run_server('2026-10-02T00:00', hours=2)
        self.assertEqual(['1.00', '2.00'], amounts(self.draft()))
        account_id = self.new_account(base.PROJECT, detail='meter')
        line, = self.draft(account_id).lines
        self.assertEqual((decimal.Decimal('3.00'), None, None),
                         (line.amount, line.unit_price, line.price_id))

    def test_each_currency_has_its_own(self):
        """An hour at 1 EUR, then one at 3 USD on another plan."""
        self.set_price('1')
        self.set_price('3', currency='USD', plan='dollars')
        self.books.discounts.assign(Assignment(
            base.PROJECT, 'dollars', times.parse('2026-10-02T01:00')),
            backdate=True)
        self.run_server('2026-10-02T00:00', hours=2)
        euros, dollars = self.books.statements.drafts(base.PROJECT, OCTOBER)
        self.assertEqual(('EUR', 'USD'), (euros.currency, dollars.currency))
        self.assert_amounts('1.00 0.00 1.00', euros)
        self.assert_amounts('3.00 0.00 3.00', dollars)


TENTHS_OF_A_MILLIONTH = strategies.decimals(
    min_value=0, max_value=10 ** 6, places=10)


class Row(typing.NamedTuple):
    """What lines are made of, of a ChargeRow."""

    project_id: str
    resource_id: str
    amount: decimal.Decimal
    list_amount: decimal.Decimal
    currency: str = 'EUR'
    resource_name: str | None = None
    meter: str = 'instance.uptime'
    quantity: decimal.Decimal = decimal.Decimal(1)
    price_id: str = 'p'
    price: decimal.Decimal = decimal.Decimal(1)
    pricing_unit: str = 'instance-hour'


class TestProperties(unittest.TestCase):

    period = OCTOBER.period(datetime.UTC)

    def make(self, rows, currency='EUR'):
        account = accounts.of_project('account', 'EUR')._replace(
            tax_percent=decimal.Decimal(19))
        return draft.make(account, currency, self.period, 'UTC', rows, [], [])

    def rows(self, found):
        return [Row(f'project-{project}', f'resource-{number}', amount / 2,
                    amount)
                for number, (project, amount) in enumerate(found)]

    @hypothesis.given(strategies.lists(strategies.tuples(
        strategies.integers(0, 3), TENTHS_OF_A_MILLIONTH), max_size=20))
    def test_the_lines_add_up(self, found):
        made = self.make(self.rows(found))
        if made is None:
            return
        one = made.statement
        self.assertEqual(one.subtotal, sum(
            line.amount for line in one.lines))
        self.assertEqual(one.total, one.subtotal + one.tax)
        self.assertEqual(-2, one.total.as_tuple().exponent)
        self.assertLessEqual(abs(one.tax - one.subtotal * 19 / 100),
                             decimal.Decimal('0.005'))
        for line in one.lines:
            self.assertGreaterEqual(line.list_amount, line.amount)

    @hypothesis.given(strategies.lists(strategies.tuples(
        strategies.integers(0, 3), TENTHS_OF_A_MILLIONTH), max_size=20))
    def test_an_account_owes_what_its_projects_would(self, found):
        rows = self.rows(found)
        whole = self.make(rows)
        single = [self.make([each for each in rows
                             if each.project_id == f'project-{number}'])
                  for number in range(4)]
        self.assertEqual(
            whole.statement.subtotal if whole else 0,
            sum(made.statement.subtotal for made in single if made))

    def test_a_discount_shows_in_the_line(self):
        # 3.333 for half: 3.33 on the list, 1.6665 is 1.67.
        amount = decimal.Decimal('3.3330000000')
        line, = lines.of_charges([Row('p', 'r', amount / 2, amount)],
                                 self.period, lines.BY_RESOURCE)
        self.assertEqual(('3.33', '1.67'),
                         (str(line.list_amount), str(line.amount)))

    def test_each_currency_has_a_statement_of_its_own(self):
        # 100.00 EUR and 19 % of it; 100 yen and 19 % of them.
        rows = [Row('p', 'r', decimal.Decimal(100), decimal.Decimal(100),
                    currency) for currency in ('JPY', 'EUR')]
        self.assertEqual(['EUR', 'JPY', 'USD'],
                         draft.currencies_of(rows, (), ['USD', 'EUR']))
        for currency, total in (('EUR', '119.00'), ('JPY', '119')):
            found = self.make(rows, currency).statement
            self.assertEqual((currency, total, 1), (
                found.currency, str(found.total), len(found.lines)))
        self.assertIsNone(self.make(rows, 'USD'))
