# SPDX-License-Identifier: Apache-2.0
"""Accounts: who pays, and for which projects in which months."""

import decimal

from billing_ledger import exception
from billing_ledger.db import audit
from billing_ledger.statements import month as months
from billing_ledger.statements.account import Terms
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import JANUARY
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import OCTOBER


class AccountsTestCase(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.accounts = self.books.statements.accounts


class TestAccounts(AccountsTestCase):

    def test_create_change_list(self):
        made = self.accounts.create(Terms(
            name='Bücher & Söhne', address='Straße 1\n12345 Ort',
            tax_id='DE123456789', tax_name='USt.',
            tax_percent=decimal.Decimal(19), currency='EUR'),
            by=audit.Actor('root'))
        self.assertEqual(made, self.accounts.get(made.id))
        self.assertEqual((self.now, 'root', None, None), made[-4:])
        changed = self.accounts.change(made.id, {'name': 'Another'},
                                       by=audit.Actor('admin'))
        self.assertEqual(made._replace(name='Another', changed_at=self.now,
                                       changed_by='admin'), changed)
        other = self.accounts.create(Terms(name='A'))
        self.assertEqual([other, changed], self.accounts.list())

    def test_what_no_account_can_be(self):
        number = decimal.Decimal
        refused = (
            ('name is empty', {'name': '  '}),
            ('name must be a text', {'name': None}),
            ('name has 256', {'name': 'x' * 256}),
            ('printed', {'name': 'a\nb'}),
            ('printed', {'name': 'a\x00'}),
            ('printed', {'name': 'half \ud83d'}),
            ('address has', {'address': 'x' * 2001}),
            ('printed', {'address': 'a\tb'}),
            ('must be a text', {'address': None}),
            ('tax_id is empty', {'tax_id': ''}),
            ('must be a text', {'tax_id': 5}),
            ('must be a text', {'tax_name': None}),
            ('needs a name', {'tax_percent': number(19)}),
            ('0 to 100', {'tax_name': 'VAT', 'tax_percent': number(101)}),
            ('0 to 100', {'tax_name': 'VAT', 'tax_percent': number(-1)}),
            ('decimals', {'tax_name': 'VAT', 'tax_percent': number('.00001')}),
            ('decimal number', {'tax_percent': number('Infinity')}),
            ('decimal number', {'tax_percent': 19.0}),
            ('decimal number', {'tax_percent': '19'}),
            ('ISO 4217', {'currency': 'E1R'}),
            ('ISO 4217', {'currency': 5}),
            ('detail is one of', {'detail': 'all'}),
            ('detail is one of', {'detail': None}))
        made = self.accounts.create(Terms(name='Good'))
        for expected, wish in refused:
            with self.subTest(expected, wish=wish):
                with self.assertRaisesRegex(exception.InvalidAccount,
                                            expected):
                    self.accounts.create(Terms(**{'name': 'Example'} | wish))
                with self.assertRaisesRegex(exception.InvalidAccount,
                                            expected):
                    self.accounts.change(made.id, wish)
        self.assertEqual([made], self.accounts.list())

    def test_changes_of_what_there_is_not(self):
        with self.assertRaises(exception.AccountNotFound):
            self.accounts.change('none', {'name': 'x'})
        made = self.accounts.create(Terms(name='Good'))
        with self.assertRaisesRegex(exception.InvalidAccount, 'has no id'):
            self.accounts.change(made.id, {'id': 'x'})


class TestMembers(AccountsTestCase):

    def test_a_project_pays_for_itself(self):
        self.assertEqual(base.PROJECT,
                         self.accounts.account_of(base.PROJECT, OCTOBER))
        self.assertEqual([base.PROJECT],
                         self.accounts.projects_of(base.PROJECT, OCTOBER))

    def test_from_month_to_month(self):
        first, second = self.new_account(), self.new_account()
        self.accounts.add_project(first, base.PROJECT, JANUARY)
        self.accounts.add_project(second, base.PROJECT, OCTOBER)
        self.accounts.remove_project(second, base.PROJECT, NOVEMBER)
        self.assertEqual(
            [base.PROJECT, first, first, second, base.PROJECT],
            [self.accounts.account_of(base.PROJECT, month) for month in (
                JANUARY.plus(-1), JANUARY, OCTOBER.plus(-1), OCTOBER,
                NOVEMBER)])
        self.assertEqual([], self.accounts.projects_of(first, OCTOBER))
        self.assertEqual([base.PROJECT],
                         self.accounts.projects_of(second, OCTOBER))

    def test_the_same_month_again_replaces(self):
        first, second = self.new_account(), self.new_account()
        for account_id in (first, second, first):
            made = self.accounts.add_project(account_id, base.PROJECT)
        self.assertEqual('2026-11', made.from_month)
        self.assertEqual([made], self.accounts.projects(first))

    def test_what_is_refused(self):
        account_id = self.new_account()
        for project_id in ('', ' ', None, 5, 'x' * 65, 'a\x00', 'a\nb'):
            with self.subTest(project_id), self.assertRaises(
                    exception.InvalidAccount):
                self.accounts.add_project(account_id, project_id)
        with self.assertRaisesRegex(exception.InvalidAccount,
                                    'not a project'):
            self.accounts.add_project(account_id, self.new_account())
        with self.assertRaises(exception.AccountNotFound):
            self.accounts.add_project('none', base.PROJECT)
        with self.assertRaisesRegex(exception.InvalidAccount,
                                    'does not belong'):
            self.accounts.remove_project(account_id, base.PROJECT)

    def test_a_closed_month_stays_as_it_is(self):
        account_id = self.new_account()
        self.close(OCTOBER)
        for month in (months.Month(1999, 1), OCTOBER):
            with self.assertRaisesRegex(exception.MonthIsClosed,
                                        'from 2026-11 on'):
                self.accounts.add_project(account_id, base.PROJECT, month)
        self.accounts.add_project(account_id, base.PROJECT, NOVEMBER)
