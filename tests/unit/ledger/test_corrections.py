# SPDX-License-Identifier: Apache-2.0
"""What becomes known after a month was closed is made good once, exactly."""

import datetime
import decimal
import random

from billing_ledger import times
from billing_ledger.statements import month as months
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import OCTOBER
from tests.unit.ledger.statement_base import amounts

DECEMBER = months.Month(2026, 12)


class TestCorrections(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('1')
        self.now = times.parse('2027-02-10T00:00')

    def server(self, start, **more):
        """Return a server that runs from a moment on; nothing is recorded."""
        start = times.parse(start)
        server = base.Server(created_at=start - base.MINUTE, **more)
        return server.says().after(base.MINUTE).launched()

    def lines(self, found):
        return [(line.kind, format(line.quantity.normalize(), 'f'),
                 format(line.amount, 'f'), line.refers_to)
                for line in found.lines]

    def test_a_delete_that_became_known_late(self):
        # Running since 2 October 0:00, October has 720 hours, November 720.
        # In fact it was deleted after 10 hours.
        server = self.server('2026-10-02T00:00')
        self.books.record(server.messages)
        october, = self.close()
        self.assertEqual(['720.00'], amounts(october))
        server.after(datetime.timedelta(hours=10)).deleted()
        self.books.record(server.messages)
        november, = self.close(NOVEMBER)
        self.assertEqual(
            [('correction', '-710', '-710.00', '2027-000001')],
            self.lines(november))
        line, = november.lines
        self.assertEqual(OCTOBER.period(datetime.UTC),
                         (line.period_start, line.period_end))
        self.assert_amounts('-710.00 0.00 -710.00', november)
        # Not again; and by now December has passed without it.
        self.assertEqual([], self.close(DECEMBER))
        self.assert_verified()

    def test_a_server_that_became_known_late(self):
        # 3 hours in October, of which nothing had been billed.
        self.assertEqual([], self.close())
        self.books.record(self.server('2026-10-31T21:00').after(
            datetime.timedelta(hours=5)).deleted().messages)
        november, = self.close(NOVEMBER)
        self.assertEqual([('usage', '2', '2.00', None),
                          ('correction', '3', '3.00', None)],
                         self.lines(november))
        self.assertEqual([], self.close(DECEMBER))

    def test_a_closed_month_is_not_closed_again_for_it(self):
        self.assertEqual([], self.close())
        self.books.record(self.server('2026-10-31T21:00').messages)
        self.assertEqual([], self.close())

    def test_cents_are_corrected_to_what_a_line_would_be(self):
        # At 0.015 an hour: 1 h is 0.02 (half to even), 3 h are 0.045 = 0.04.
        self.set_price('0.015')
        first = self.server('2026-10-02T00:00')
        first.after(datetime.timedelta(hours=3)).deleted()
        second = self.server('2026-10-02T00:00', instance_id='b')
        second.after(datetime.timedelta(hours=1)).deleted()
        self.books.record(first.messages)
        self.books.record(second.messages[:2])
        # b: 720 h at 0.015 are 10.80.
        october, = self.close()
        self.assertEqual(['0.04', '10.80'], sorted(amounts(october)))
        self.books.record(second.messages)
        november, = self.close(NOVEMBER)
        self.assertEqual(['-10.78'], amounts(november))
        self.assertEqual([], self.close(DECEMBER))

    def test_a_correction_is_corrected(self):
        # 720 h were billed, then 10 h seemed true, then 20 h.
        server = self.server('2026-10-02T00:00')
        self.books.record(server.messages)
        october, = self.close()
        stopped = base.Server(created_at=times.parse('2026-10-02T10:00'),
                              name='web-1')
        message = stopped.deleted().messages[-1]
        self.books.record([message | {'message_id': 'first'}])
        november, = self.close(NOVEMBER)
        self.assertEqual(['-710.00'], amounts(november))
        self.set_price('2', start=statement_base.LONG_AGO)
        december, = self.close(DECEMBER)
        # At the other price 10 h are 20; what was billed at the old one goes.
        self.assertEqual(['-10.00', '20.00'], sorted(amounts(december)))
        self.assertEqual({october.number},
                         {line.refers_to for line in december.lines})
        self.assertEqual([], self.close(months.Month(2027, 1)))

    def test_by_meter(self):
        account_id = self.new_account(base.PROJECT, detail='meter')
        server = self.server('2026-10-02T00:00')
        self.books.record(server.messages)
        self.close()
        # How lines are told apart from now on does not matter for October.
        self.books.statements.accounts.change(account_id,
                                              {'detail': 'resource'})
        self.books.record(server.after(
            datetime.timedelta(hours=10)).deleted().messages)
        november, = self.close(NOVEMBER)
        self.assertEqual(['-710.00'], amounts(november))
        self.assertIsNone(november.lines[0].resource_id)

    def test_who_paid_gets_the_correction(self):
        first = self.new_account(base.PROJECT, name='First')
        second = self.new_account(name='Second')
        self.books.statements.accounts.add_project(second, base.PROJECT,
                                                   NOVEMBER)
        server = self.server('2026-10-31T20:00')
        self.books.record(server.messages)
        self.close()
        self.books.record(server.after(
            datetime.timedelta(hours=5)).deleted().messages)
        closed = {each.account.id: each for each in self.close(NOVEMBER)}
        # 4 of 5 hours were in October, which was billed right.
        self.assertEqual({second: ['1.00']},
                         {key: amounts(each) for key, each in closed.items()})
        self.set_price('3', start=statement_base.LONG_AGO)
        closed = {each.account.id: each for each in self.close(DECEMBER)}
        self.assertEqual({first: ['-4.00', '12.00'],
                          second: ['-1.00', '3.00']},
                         {key: sorted(amounts(each))
                          for key, each in closed.items()})

    def test_only_so_far_back(self):
        self.conf.set_override('correction_months', 1, group='statements')
        self.open_books()
        server = self.server('2026-10-31T23:00')
        self.books.record(server.messages)
        self.close()
        self.close(NOVEMBER)
        # One hour in October, 720 in November: none of them in fact.
        self.books.record(server.deleted().messages)
        december, = self.close(DECEMBER)
        self.assertEqual(['-720.00'], amounts(december))

    def test_it_comes_to_the_same_whenever_facts_come(self):
        """What is billed in the end is what was used, to the cent."""
        self.set_price('0.0137')
        chance = random.Random(5)
        messages = []
        for number in range(8):
            server = self.server('2026-10-05T00:00',
                                 instance_id=f'i-{number}')
            server.after(datetime.timedelta(
                minutes=chance.randint(1, 70 * 24 * 60))).deleted()
            messages += server.messages
        chance.shuffle(messages)
        for month in (OCTOBER, NOVEMBER, DECEMBER):
            self.books.record(messages[:len(messages) // 3])
            del messages[:len(messages) // 3]
            self.close(month)
        self.books.record(messages)
        self.now = times.parse('2027-03-10T00:00')
        self.close(months.Month(2027, 1))
        self.close(months.Month(2027, 2))
        billed = {}
        for head in self.books.statements.list():
            for line in self.books.statements.get(head.number).lines:
                key = line.period_start, line.resource_id
                old = billed.get(key, (0, 0))
                billed[key] = (old[0] + line.amount,
                               old[1] + line.quantity)
        expected = {}
        for month in (OCTOBER, NOVEMBER, DECEMBER):
            start, end = month.period(datetime.UTC)
            for row in self.charges(start, end).rows:
                expected[start, row.resource_id] = (
                    row.amount.quantize(decimal.Decimal('0.01')),
                    row.quantity / 3600)
        for key, (amount, quantity) in expected.items():
            self.assertEqual(amount, billed[key][0])
            self.assertAlmostEqual(quantity, billed[key][1], 9)
        self.assert_verified()
