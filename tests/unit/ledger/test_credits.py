# SPDX-License-Identifier: Apache-2.0
"""Credits: granted, used in the order of their expiry, and never twice."""

import datetime
import decimal
import unittest

import hypothesis
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.statements import credit as credits_
from billing_ledger.statements.credit import Grant
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import DAY
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import OCTOBER
from tests.unit.ledger.statement_base import amounts

IN_OCTOBER = times.parse('2026-10-05T00:00')


class CreditsTestCase(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('1')

    def grant(self, amount=None, account_id=base.PROJECT, reason='Welcome',
              currency='EUR', **more):
        if 'percent' not in more:
            more['amount'] = decimal.Decimal(amount)
        more.setdefault('valid_from', IN_OCTOBER)
        return self.books.statements.credits.grant(Grant(
            account_id, reason, currency, **more)).credit

    def remaining(self):
        return {each.credit.reason: format(each.remaining, 'f')
                for each in self.books.statements.credits.list()}


class TestUse(CreditsTestCase):

    def test_the_first_to_expire_is_used_first(self):
        # 10 to pay: 4 that expire in December, 6 of 8 that expire later.
        self.grant('5', reason='for ever')
        self.grant('8', reason='later', expires_at=self.now + 60 * DAY)
        self.grant('4', reason='soon', expires_at=self.now + 30 * DAY)
        self.run_server('2026-10-02T00:00', hours=10)
        closed, = self.close()
        self.assertEqual(['10.00', '-4.00', '-6.00'], amounts(closed))
        self.assertEqual(['soon', 'later'], [
            line.description for line in closed.lines
            if line.kind == 'credit'])
        self.assert_amounts('0.00 0.00 0.00', closed)
        self.assertEqual({'for ever': '5.00', 'later': '2.00',
                          'soon': '0.00'}, self.remaining())
        self.assert_verified()

    def test_the_rest_carries_on(self):
        # 15 of credit: 10 in October, then 5 of 7 in November.
        self.now = times.parse('2026-12-10T00:00')
        self.grant('15')
        self.run_server('2026-10-02T00:00', hours=10)
        self.run_server('2026-11-02T00:00', hours=7, instance_id='b')
        october, = self.close()
        self.assert_amounts('0.00 0.00 0.00', october)
        november, = self.close(NOVEMBER)
        self.assert_amounts('2.00 0.00 2.00', november)
        self.assertEqual('0.00', self.remaining()['Welcome'])
        self.assert_verified()

    def test_tax_is_on_what_is_left(self):
        # (10 - 4) * 19 % = 1.14
        account_id = self.new_account(
            base.PROJECT, tax_name='VAT', tax_percent=decimal.Decimal(19))
        self.grant('4', account_id)
        self.run_server('2026-10-02T00:00', hours=10)
        self.assert_amounts('6.00 1.14 7.14', self.close()[0])

    def test_a_draft_uses_nothing(self):
        self.grant('4')
        self.run_server('2026-10-02T00:00', hours=10)
        for _ in range(2):
            self.assertEqual(['10.00', '-4.00'], amounts(self.draft()))
        self.assertEqual({'Welcome': '4.00'}, self.remaining())

    def test_none_for_a_project_that_another_pays_for(self):
        account_id = self.new_account(base.PROJECT)
        with self.assertRaisesRegex(exception.InvalidCredit,
                                    f'Account {account_id} pays'):
            self.grant('1')

    def test_only_while_valid_only_the_currency_only_the_account(self):
        self.grant('1', reason='too late', valid_from=times.parse(
            '2026-11-01T00:00'))
        self.grant('1', reason='other', currency='USD')
        self.grant('1', 'another-project', reason='not mine')
        revoked = self.grant('1', reason='revoked')
        self.books.statements.credits.revoke(revoked.id)
        self.run_server('2026-10-02T00:00', hours=10)
        self.assertEqual(['10.00'], amounts(self.close()[0]))

    def test_an_expired_one_is_lost(self):
        self.now = times.parse('2026-10-06T00:00')
        self.grant('3', expires_at=times.parse('2026-11-01T00:00'))
        self.now = times.parse('2026-12-10T00:00')
        self.run_server('2026-11-02T00:00', hours=10)
        self.assertEqual(['10.00'], amounts(self.close(NOVEMBER)[0]))

    def test_what_is_paid_back_uses_no_credit(self):
        # 24 hours were billed for October, 10 in truth: 14 come back, of
        # which 5 are used up in November.
        self.run_server('2026-10-31T00:00', hours=24)
        self.close()
        self.grant('100')
        self.now = times.parse('2026-12-10T00:00')
        self.books.record([
            base.Server(created_at=times.parse('2026-10-31T10:00'),
                        name='web-1').deleted().messages[0]
            | {'message_id': 'late'}])
        self.run_server('2026-11-02T00:00', hours=5, instance_id='b')
        found = self.draft(month=NOVEMBER)
        self.assertEqual(['5.00', '-14.00'], amounts(found))
        self.assert_amounts('-9.00 0.00 -9.00', found)
        self.assertEqual({'Welcome': '100.00'}, self.remaining())


class TestServiceLevel(CreditsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('2', 'vcpu.allocated')

    def test_a_percentage_of_a_window(self):
        # In 10 hours 10 * 1 + 10 * 2 = 30, a quarter of it is 7.50.
        self.run_server('2026-10-02T00:00', hours=100)
        made = self.grant(percent=decimal.Decimal(25), reason='Outage',
                          window_start=times.parse('2026-10-03T00:00'),
                          window_end=times.parse('2026-10-03T10:00'))
        self.assertEqual(decimal.Decimal('7.50'), made.amount)

    def test_of_a_group(self):
        self.set_price('5', 'network.outgoing.bytes')
        self.run_server('2026-10-02T00:00', hours=100)
        window = {'window_start': times.parse('2026-10-03T00:00'),
                  'window_end': times.parse('2026-10-03T10:00')}
        made = self.grant(percent=decimal.Decimal(10),
                          resource_group='compute', **window)
        self.assertEqual(decimal.Decimal('3.00'), made.amount)
        with self.assertRaisesRegex(exception.InvalidCredit, 'nothing for'):
            self.grant(percent=decimal.Decimal(10),
                       resource_group='network', **window)

    def test_of_the_projects_of_each_month(self):
        # The project is in the account from November on: 5 h of 10 h count.
        account_id = self.new_account()
        self.books.statements.accounts.add_project(account_id, base.PROJECT,
                                                   NOVEMBER)
        self.run_server('2026-10-02T00:00')
        made = self.grant(account_id=account_id,
                          percent=decimal.Decimal(100),
                          window_start=times.parse('2026-10-31T19:00'),
                          window_end=times.parse('2026-11-01T05:00'))
        self.assertEqual(decimal.Decimal('15.00'), made.amount)


class TestRefused(CreditsTestCase):

    def test_what_no_credit_can_be(self):
        hour = {'window_start': self.now - 2 * base.HOUR,
                'window_end': self.now - base.HOUR}
        ten = decimal.Decimal(10)
        for expected, wish in (
                ('either', {}),
                ('either', {'amount': ten, 'percent': ten}),
                ('more than 0', {'amount': decimal.Decimal(0)}),
                ('more than 0', {'amount': -ten}),
                ('more than 0', {'amount': ten ** 12}),
                ('decimal number', {'amount': decimal.Decimal('NaN')}),
                ('decimal number', {'amount': 1.5}),
                ('decimal number', {'amount': '1.5'}),
                ('multiple of 0.01', {'amount': decimal.Decimal('0.001')}),
                ('multiple of 1 JPY', {'amount': decimal.Decimal('0.5'),
                                       'currency': 'JPY'}),
                ('ISO 4217', {'amount': ten, 'currency': 'euro'}),
                ('reason is empty', {'amount': ten, 'reason': ' '}),
                ('reason has', {'amount': ten, 'reason': 'x' * 1001}),
                ('printed', {'amount': ten, 'reason': 'a\x00b'}),
                ('must be a text', {'amount': ten, 'reason': 5}),
                ('account_id is empty', {'amount': ten, 'account_id': ''}),
                ('must be a text', {'amount': ten, 'account_id': None}),
                ('expire before', {'amount': ten, 'expires_at': self.now}),
                ('expire before', {'amount': ten,
                                   'valid_from': self.now + 2 * DAY,
                                   'expires_at': self.now + DAY}),
                ('belong to a', {'amount': ten, 'resource_group': 'compute'}),
                ('needs a window', {'percent': ten}),
                ('0 to 100', hour | {'percent': ten * 11}),
                ('decimals', hour | {'percent': decimal.Decimal('1.00001')}),
                ('be over', hour | {'percent': ten,
                                    'window_end': self.now + DAY}),
                ('be over', hour | {'percent': ten,
                                    'window_end': self.now - 3 * base.HOUR}),
                ('400 days', hour | {'percent': ten,
                                     'window_start': self.now - 500 * DAY}),
                ('nothing for anything', hour | {'percent': ten})):
            wish = {'account_id': base.PROJECT, 'reason': 'Welcome'} | wish
            with self.subTest(expected, wish=wish), self.assertRaisesRegex(
                    exception.InvalidCredit, expected):
                self.books.statements.credits.grant(Grant(**wish))
        self.assertEqual([], self.books.statements.credits.list())

    def test_a_moment_without_a_zone(self):
        with self.assertRaises(exception.InvalidTime):
            self.grant('1', expires_at=datetime.datetime(2027, 1, 1))  # noqa: DTZ001

    def test_an_unknown_credit(self):
        for ask in (self.books.statements.credits.get,
                    self.books.statements.credits.revoke):
            with self.assertRaises(exception.CreditNotFound):
                ask('none')


class TestProperties(unittest.TestCase):

    @hypothesis.given(
        strategies.lists(strategies.tuples(
            strategies.decimals(0, 100, places=2),
            strategies.one_of(strategies.none(), strategies.integers(1, 90))),
            max_size=8),
        strategies.decimals(-50, 300, places=2))
    def test_never_more_than_there_is(self, found, subtotal):
        period = OCTOBER.period(datetime.UTC)
        balances = [credits_.Balance(credits_.Credit(
            id=str(number), account_id='a', reason='r', currency='EUR',
            amount=amount, percent=None, resource_group=None,
            window_start=None, window_end=None, valid_from=IN_OCTOBER,
            expires_at=days and period.end + days * DAY,
            created_at=IN_OCTOBER, created_by=None, revoked_at=None,
            revoked_by=None), amount)
            for number, (amount, days) in enumerate(found)]
        uses = credits_.use(balances, 'EUR', period, subtotal)
        granted = sum(amount for amount, _ in found)
        self.assertEqual(max(0, min(granted, subtotal)),
                         sum(each.amount for each in uses))
        expiries = [each.credit.expires_at or times.LATEST for each in uses]
        self.assertEqual(sorted(expiries), expiries)
        for each in uses[:-1]:
            self.assertEqual(each.credit.amount, each.amount)
