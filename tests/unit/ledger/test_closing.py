# SPDX-License-Identifier: Apache-2.0
"""Closing months: once, in order, and never changed afterwards."""

import datetime
import decimal

import sqlalchemy as sa

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import statement_tables as tables
from billing_ledger.statements import digest
from billing_ledger.statements import month as months
from tests.unit.ledger import base
from tests.unit.ledger import services
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import OCTOBER

DECEMBER = months.Month(2026, 12)


class TestClosing(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('1')

    def test_a_closed_statement_is_the_draft_with_a_number(self):
        self.run_server('2026-10-02T00:00', hours=10)
        draft = self.draft()
        closed, = self.close()
        self.assertEqual(draft, closed._replace(
            number=None, status='draft', issued_at=None, digest=None))
        self.assertEqual(('2026-000001', 'closed', self.now),
                         (closed.number, closed.status, closed.issued_at))
        self.assertEqual(closed, self.books.statements.get('2026-000001'))
        self.assertEqual([closed._replace(lines=())],
                         self.books.statements.list())
        self.assertEqual(closed.digest, digest.of(closed, digest.NOTHING))
        self.assert_verified()

    def test_who_has_nothing_but_a_volume_gets_one(self):
        """10 GiB for 10 hours at 0.1."""
        self.set_price('0.1', 'volume.stored')
        volume = services.Volume(
            size=10, created_at=times.parse('2026-10-02T00:00'))
        self.books.record(volume.created().after(
            datetime.timedelta(hours=10)).deleted().messages)
        self.assertEqual([['10.00']], [statement_base.amounts(each)
                                       for each in self.close()])

    def test_no_month_is_left_out(self):
        self.close()
        self.now = times.parse('2027-01-10T12:00')
        with self.assertRaisesRegex(exception.EarlierMonthIsOpen,
                                    'Close 2026-11 before 2026-12'):
            self.close(DECEMBER)
        self.close(NOVEMBER)
        self.close(DECEMBER)
        self.assertEqual([], self.books.statements.closing.due())

    def test_closing_again_does_nothing(self):
        self.run_server('2026-10-02T00:00', hours=10)
        self.assertEqual(1, len(self.close()))
        self.assertEqual([], self.close())
        self.assertEqual([], self.books.statements.drafts(
            base.PROJECT, OCTOBER))
        self.assertEqual(1, len(self.books.statements.list()))

    def test_every_account_gets_one_and_numbers_have_no_gaps(self):
        for number in range(3):
            self.run_server('2026-10-02T00:00', hours=number + 1,
                            instance_id=f'i-{number}',
                            project_id=f'project-{number}')
        self.run_server('2026-11-02T00:00', hours=1, instance_id='late',
                        project_id='project-late')
        closed = self.close()
        self.assertEqual(['2026-000001', '2026-000002', '2026-000003'],
                         [each.number for each in closed])
        self.assertEqual(['project-0', 'project-1', 'project-2'],
                         [each.account.id for each in closed])
        self.assert_verified()

    def test_numbers_begin_anew_with_the_year_of_issue(self):
        self.run_server('2026-10-02T00:00')
        self.close()
        self.now = times.parse('2027-01-10T00:00')
        closed = [each.number for month in (NOVEMBER, DECEMBER)
                  for each in self.close(month)]
        self.assertEqual(['2027-000001', '2027-000002'], closed)
        self.assert_verified()

    def test_the_year_is_that_of_the_time_zone(self):
        # 31 December 18:00 UTC is the new year in Auckland.
        self.use_zone('Pacific/Auckland')
        self.run_server('2026-10-02T00:00', hours=1)
        self.now = times.parse('2026-12-31T18:00')
        self.assertEqual('2027-000001', self.close()[0].number)
        self.assert_verified()

    def test_a_clock_that_is_behind_does_not_go_back(self):
        self.run_server('2026-10-02T00:00', hours=1)
        self.run_server('2026-11-02T00:00', hours=1, instance_id='b')
        self.now = times.parse('2027-01-01T00:00')
        self.close()
        self.now -= datetime.timedelta(seconds=5)
        second, = self.close(NOVEMBER)
        self.assertEqual('2027-000002', second.number)
        self.assertEqual(times.parse('2027-01-01T00:00'), second.issued_at)
        self.assert_verified()

    def test_a_month_that_is_not_over_for_long_enough(self):
        self.run_server('2026-10-02T00:00', hours=1)
        for now in ('2026-10-31T12:00', '2026-11-03T23:59:59.999999'):
            self.now = times.parse(now)
            with self.assertRaisesRegex(exception.MonthIsNotOver,
                                        'from 2026-11-04T00:00:00'):
                self.close()
        self.now = times.parse('2026-11-04T00:00')
        self.assertEqual(1, len(self.close()))

    def test_due_months(self):
        due = self.books.statements.closing.due
        self.assertEqual([OCTOBER], due())
        self.now = times.parse('2026-11-03T23:59')
        self.assertEqual([OCTOBER.plus(-1)], due())
        self.now = times.parse('2026-11-04T00:00')
        self.close()
        self.assertEqual([], due())
        self.now = times.parse('2027-01-10T00:00')
        self.assertEqual([NOVEMBER, DECEMBER], due())
        self.assertEqual([], list(self.books.statements.close_due()))
        self.assertEqual([], due())

    def test_nothing_to_bill_is_no_statement(self):
        # 0.005 for each hour: a single one is 0.00.
        self.set_price('0.005', start=statement_base.LONG_AGO)
        self.run_server('2026-10-02T00:00', hours=1)
        self.assertEqual([], self.close())
        self.assert_verified()

    def test_several_projects_one_payer(self):
        account_id = self.new_account(
            base.PROJECT, base.OTHER_PROJECT, tax_name='VAT',
            tax_percent=decimal.Decimal(20), address='Street 1\nTown')
        self.run_server('2026-10-02T00:00', hours=10)
        self.run_server('2026-10-02T00:00', hours=5, instance_id='b',
                        project_id=base.OTHER_PROJECT)
        closed, = self.close()
        self.assertEqual(account_id, closed.account.id)
        self.assert_amounts('15.00 3.00 18.00', closed)
        self.assertEqual(
            {base.PROJECT: decimal.Decimal('10.00'),
             base.OTHER_PROJECT: decimal.Decimal('5.00')},
            {line.project_id: line.amount for line in closed.lines})

    def test_what_an_account_becomes_later_changes_nothing(self):
        account_id = self.new_account(base.PROJECT)
        self.run_server('2026-10-02T00:00', hours=10)
        closed, = self.close()
        self.books.statements.accounts.change(
            account_id, {'name': 'Other', 'tax_name': 'VAT',
                         'tax_percent': decimal.Decimal(7)})
        self.assertEqual(closed, self.books.statements.get(closed.number))
        self.assert_verified()

    def test_a_project_that_moved_belongs_to_one_account_a_month(self):
        first = self.new_account(base.PROJECT)
        second = self.new_account()
        self.books.statements.accounts.add_project(second, base.PROJECT,
                                                   NOVEMBER)
        self.run_server('2026-10-31T20:00', hours=10)
        self.now = times.parse('2026-12-10T00:00')
        october, = self.close()
        november, = self.close(NOVEMBER)
        # 20:00 to 24:00, and 0:00 to 6:00.
        self.assertEqual([(first, '4.00'), (second, '6.00')], [
            (each.account.id, format(each.total, 'f'))
            for each in (october, november)])

    def test_an_unknown_statement(self):
        with self.assertRaises(exception.StatementNotFound):
            self.books.statements.get('2026-000001')


class TestVerify(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('1')
        for number in range(3):
            self.run_server('2026-10-02T00:00', hours=number + 1,
                            instance_id=f'i-{number}',
                            project_id=f'project-{number}')
        self.close()
        self.assert_verified()

    def problems_after(self, *statements):
        with self.books.database.writing() as connection:
            for statement in statements:
                connection.execute(statement)
        return [tuple(each) for each in self.books.statements.verify()]

    def test_a_changed_line(self):
        found = self.problems_after(sa.update(tables.statement_line).where(
            tables.statement_line.c.number == '2026-000002').values(
            amount=decimal.Decimal('1.99')))
        self.assertEqual({'2026-000002'}, {number for number, _ in found})
        self.assertIn('the subtotal is 2.00, not 1.99',
                      [problem for _, problem in found])
        self.assertTrue(any('digest' in problem for _, problem in found))

    def test_a_changed_name(self):
        found = self.problems_after(sa.update(tables.statement).where(
            tables.statement.c.number == '2026-000001').values(
            account_name='Someone else'))
        self.assertEqual(['2026-000001'], [number for number, _ in found])

    def test_a_changed_digest_breaks_the_chain(self):
        found = self.problems_after(sa.update(tables.statement).where(
            tables.statement.c.number == '2026-000002').values(
            digest='0' * 64))
        self.assertEqual(['2026-000002', '2026-000003'],
                         [number for number, _ in found])

    def test_a_removed_statement(self):
        found = self.problems_after(sa.delete(tables.statement).where(
            tables.statement.c.number == '2026-000002'))
        self.assertIn(('2026-000003', 'the number should be 2026-000002'),
                      found)
        self.assertIn('3 statements were issued, 2 are there',
                      [problem for _, problem in found])

    def test_the_newest_removed(self):
        found = self.problems_after(sa.delete(tables.statement).where(
            tables.statement.c.number == '2026-000003'))
        self.assertEqual(['3 statements were issued, 2 are there'],
                         [problem for _, problem in found])

    def test_a_number_that_is_none(self):
        found = self.problems_after(
            *(sa.update(table).where(table.c.number == '2026-000002').values(
                number='x') for table in (
                tables.statement, tables.statement_line,
                tables.statement_project)))
        self.assertIn(('x', 'the number should be 2026-000002'), found)

    def test_a_changed_share(self):
        found = self.problems_after(sa.update(
            tables.statement_project).values(subtotal=decimal.Decimal(0)))
        self.assertEqual(3, len(found))
