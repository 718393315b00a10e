# SPDX-License-Identifier: Apache-2.0
"""What was changed in a journal does not go unnoticed."""

import decimal

import sqlalchemy as sa

from billing_ledger import times
from billing_ledger.db import statement_tables
from billing_ledger.db import wallet_tables as tables
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger import wallet_base

D = decimal.Decimal


class TestVerify(wallet_base.WalletsTestCase):

    def setUp(self):
        super().setUp()
        self.create()
        for number in range(1, 4):
            self.top_up(number, f'INV-{number}')
        self.set_price('1')
        self.run_server('2026-11-01T00:00')
        self.draw()
        self.assert_balanced()

    def break_it(self, statement, expected):
        with self.books.database.writing() as connection:
            connection.execute(statement)
        problem = list(self.books.wallets.verify())[0]
        self.assertEqual((base.PROJECT, 'EUR'), problem[:2])
        self.assertRegex(problem.problem, expected)

    def test_a_posting_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_posting).where(
                tables.wallet_posting.c.book == 'cash').values(amount=D(7)),
            'postings of entry 1 do not add up')

    def test_a_posting_is_missing(self):
        self.break_it(
            sa.delete(tables.wallet_posting).where(
                tables.wallet_posting.c.book == 'revenue'),
            'postings of entry 4 do not add up')

    def test_a_balance_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_entry).where(
                tables.wallet_entry.c.number == 2).values(balance=D(9)),
            'balance after entry 2 is 9, not 3.00')

    def test_what_was_drawn_is_changed(self):
        self.break_it(
            sa.update(tables.wallet_entry).where(
                tables.wallet_entry.c.number == 4).values(drawn=D(9)),
            'drawn for 2026-11 until entry 4 is 9, not 228.00')

    def test_a_statement_is_changed(self):
        self.now = times.parse('2026-12-05T00:00')
        self.close(statement_base.NOVEMBER)
        self.draw()
        self.assert_balanced()
        self.break_it(
            sa.update(statement_tables.statement).values(total=D(9)),
            '720.00 was drawn for 2026-11, the statement says 9')

    def test_an_entry_is_missing(self):
        for number, expected in ((2, 'between entries 1 and 3'),
                                 (4, '4 entries were added, the last')):
            with self.books.database.writing() as connection:
                connection.execute(sa.delete(tables.wallet_entry).where(
                    tables.wallet_entry.c.number == number))
            self.assertTrue([each for each in self.books.wallets.verify()
                             if expected in each.problem])
