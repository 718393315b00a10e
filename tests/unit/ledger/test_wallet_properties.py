# SPDX-License-Identifier: Apache-2.0
"""Whatever is done to a wallet: its journal adds up."""

import datetime
import decimal
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import exception
from billing_ledger.statements import sums
from billing_ledger.wallets import journal
from tests.unit.ledger import base
from tests.unit.ledger import wallet_base
from tests.unit.ledger.statement_base import NOVEMBER

AMOUNTS = st.decimals(-10 ** 12, 10 ** 12, places=3)
# The number is of cents, of hours that pass, or of the payment sent again.
STEPS = st.one_of(
    st.tuples(st.just('top_up'), st.integers(1, 10 ** 13)),
    st.tuples(st.just('again'), st.integers(0, 10)),
    st.tuples(st.just('correct'), st.integers(-10 ** 13, 10 ** 13)),
    st.tuples(st.just('draw'), st.integers(0, 2000)),
    st.tuples(st.just('close'), st.integers(0, 0)))


class TestPostings(unittest.TestCase):

    @hypothesis.given(st.sampled_from(journal.KINDS), AMOUNTS)
    def test_they_add_up_to_nothing(self, kind, amount):
        postings = journal.postings_of('a', journal.Wish(
            kind, amount, 'x', 'y'))
        self.assertEqual(0, sums.total(each.amount for each in postings))
        self.assertEqual(2, len({each.book for each in postings}))

    @hypothesis.given(st.lists(AMOUNTS, max_size=4))
    def test_others_are_refused(self, amounts):
        postings = [journal.Posting(str(number), amount)
                    for number, amount in enumerate(amounts)]
        rest = sums.total(amounts)
        # One more posting makes any of them balance.
        postings.append(journal.Posting('rest', -rest))
        if len(postings) > 1:
            journal.check(postings)
        postings.append(journal.Posting('more', decimal.Decimal('0.001')))
        with self.assertRaises(exception.UnbalancedEntry):
            journal.check(postings)


class TestWallets(wallet_base.WalletsTestCase):

    @hypothesis.settings(max_examples=15, deadline=None)
    @hypothesis.given(st.lists(STEPS, max_size=12), st.integers(1, 99999))
    def test_the_journal_adds_up(self, steps, price):
        self.doCleanups()
        self.setUp()
        self.set_price(decimal.Decimal(price) / 1000)
        self.run_server('2026-11-01T00:00')
        self.create()
        paid, references = decimal.Decimal(0), []
        for number, (step, value) in enumerate(steps):
            paid += self.do(step, value, f'{number}', references)
            self.assert_balanced()
        self.draw()
        self.assert_balanced()
        self.assertEqual(paid - self.owed(), self.books.wallets.get(
            base.PROJECT).balance)

    def do(self, step, value, reference, references):
        """Do a step; return what was paid by it."""
        wallets = self.books.wallets
        amount = decimal.Decimal(value).scaleb(-2)
        if step == 'draw':
            self.now += datetime.timedelta(hours=value)
            self.draw()
        elif step == 'close':
            list(self.books.statements.close_due())
        elif step == 'again' and references:
            wallets.top_up(base.PROJECT, None,
                           *references[value % len(references)])
        elif step == 'top_up' and amount < 10 ** 11:
            references.append((amount, reference))
            wallets.top_up(base.PROJECT, None, amount, reference)
            return amount
        elif step == 'correct' and amount:
            wallets.correct(base.PROJECT, None, amount, reference)
            return amount
        return decimal.Decimal(0)

    def owed(self):
        """Return what statements and drafts since November add up to."""
        kept, month = self.books.statements, NOVEMBER
        found = list(kept.list(base.PROJECT))
        while month <= kept.this_month():
            found += kept.drafts(base.PROJECT, month)
            month = month.plus(1)
        return sums.total(each.total for each in found
                          if kept.month_of(each) >= NOVEMBER)
