# SPDX-License-Identifier: Apache-2.0
"""Pricing models, allowances and minimum charges, worked out by hand."""

import datetime
import decimal

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.rating.price import Tier
from tests.unit.ledger import base

D = decimal.Decimal
HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
DAY = 24 * HOUR
MONTH = times.parse('2026-11-01')
TIERS = (Tier(D(10), D(3)), Tier(D(100), D(2)), Tier(None, D(1)))


class ModelTestCase(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        self.now = MONTH + 60 * DAY

    def run_server(self, hours, start=START, instance_id='one', **more):
        """Let a server of one vCPU run for some hours."""
        server = base.Server(start, instance_id, **more)
        server.launched().after(hours * HOUR).deleted()
        self.books.record(server.messages)

    def graduated(self, **more):
        return self.price(None, model='graduated', tiers=TIERS, start=MONTH,
                          **more)

    def assert_periods_add_up(self, *cuts, **query):
        moments = [MONTH, *cuts, self.now]
        parts = [self.total(start, end, **query) for start, end
                 in zip(moments, moments[1:], strict=False)]
        self.assertEqual(self.total(MONTH, **query), sum(parts))


class TestGraduated(ModelTestCase):

    def test_each_tier_has_its_price(self):
        """10 h at 3, 90 h at 2, 20 h at 1: 30 + 180 + 20 = 230."""
        self.graduated()
        self.run_server(120)
        self.assertEqual(D(230), self.total(MONTH))

    def test_exactly_up_to_the_end_of_a_tier(self):
        self.graduated()
        self.run_server(10)
        self.assertEqual(D(30), self.total(MONTH))

    def test_the_project_counts_not_the_instance(self):
        """60 h each: together 120 h are 230 as well; half each."""
        self.graduated()
        self.run_server(60, instance_id='one')
        self.run_server(60, instance_id='two')
        self.assertEqual(D(230), self.total(MONTH))
        self.assertEqual(D(115), self.total(MONTH, resource_id='one'))

    def test_other_projects_count_for_themselves(self):
        self.graduated()
        self.run_server(10, instance_id='one')
        self.run_server(10, instance_id='two',
                        project_id=base.OTHER_PROJECT)
        self.assertEqual(D(60), self.total(MONTH))
        self.assertEqual(D(30), self.total(MONTH, project_id=base.PROJECT))

    def test_a_month_begins_anew(self):
        """720 - 34 h in November, 6 h in December.

        November: 30 + 180 + 586 = 796; December: 6 x 3 = 18.
        """
        self.graduated()
        self.run_server(692)
        self.assertEqual(D(796 + 18), self.total(MONTH))
        self.assertEqual(D(18), self.total(times.parse('2026-12-01')))

    def test_a_later_part_of_a_month_knows_the_part_before(self):
        """After 110 h in the month the last tier applies."""
        self.graduated()
        self.run_server(120)
        self.assertEqual(D(10), self.total(START + 110 * HOUR))

    def test_periods_and_days_add_up(self):
        self.graduated()
        self.run_server(120)
        self.run_server(701, instance_id='two')
        self.assert_periods_add_up(START + 7 * HOUR + MINUTE,
                                   START + 51 * HOUR, MONTH + 31 * DAY)
        self.assert_periods_add_up(MONTH + 3 * DAY, MONTH + 7 * DAY,
                                   resource_id='two')
        days = self.charges(MONTH, group_by=('day',)).rows
        self.assertEqual(self.total(MONTH), sum(row.amount for row in days))

    def test_a_new_version_counts_on(self):
        """After 5 h at 3 the new price has a tier of 4 up to 10 h.

        5 x 3 = 15, 5 x 4 = 20, 10 x 1 = 10.
        """
        self.graduated()
        self.price(None, model='graduated', start=START + 5 * HOUR,
                   tiers=(Tier(D(10), D(4)), Tier(None, D(1))),
                   backdate=True)
        self.run_server(20)
        self.assertEqual(D(45), self.total(MONTH))


    def test_a_linear_version_counts_for_the_one_that_follows(self):
        """168 h at 1; of the 576 h after them the first 100 are not free:
        the month has used more than 100 before."""
        self.price('1', start=MONTH)
        self.price('1', start=MONTH + 7 * DAY, free_quantity=D(100),
                   backdate=True)
        self.run_server(576 + 168 - 24, start=MONTH)
        self.assertEqual(D(720), self.total(MONTH))

    def test_a_price_that_nobody_has_moves_no_share(self):
        """Two share a day: 3 h each, the first 3 of 6 free at 1."""
        self.price('1', start=MONTH, free_quantity=D(3))
        self.run_server(3, instance_id='early')
        self.run_server(3, instance_id='late', start=START + 3 * HOUR)
        shares = [self.total(MONTH, resource_id=name)
                  for name in ('early', 'late')]
        self.assertEqual([D('1.5'), D('1.5')], shares)
        self.price('9', start=START + 3 * HOUR, flavor='nobody',
                   backdate=True)
        self.assertEqual(shares, [self.total(MONTH, resource_id=name)
                                  for name in ('early', 'late')])

    def test_a_period_of_no_length(self):
        """Something runs, and nothing was used of any tier."""
        self.graduated()
        self.run_server(700, start=MONTH)
        self.assertEqual(D(0), self.total(MONTH, MONTH))

    def test_a_period_of_too_many_days(self):
        """What is counted by the month is cut into days."""
        long_ago = times.parse('1970-01-02')
        self.price('1', start=MONTH)
        self.assertEqual(D(0), self.total(long_ago))
        self.graduated(flavor='large')
        with self.assertRaisesRegex(exception.InvalidQuery, '400 days'):
            self.total(long_ago)

    def test_tiers_of_another_project_cut_nothing(self):
        self.price('1', start=MONTH)
        self.graduated(project_id=base.OTHER_PROJECT)
        self.assertEqual(D(0), self.total(times.parse('1970-01-02'),
                                          project_id=base.PROJECT))


class TestVolume(ModelTestCase):

    def test_one_price_applies_to_all(self):
        """10 h are 10 x 3, 11 h are 11 x 2, 101 h are 101 x 1."""
        self.price(None, model='volume', tiers=TIERS, start=MONTH)
        for hours, total in ((10, 30), (11, 22), (101, 101)):
            with self.subTest(hours=hours):
                self.run_server(hours, instance_id=f'for-{hours}',
                                project_id=f'project-{hours}')
                self.assertEqual(D(total), self.total(
                    MONTH, project_id=f'project-{hours}'))

    def test_periods_add_up_though_a_tier_makes_cheaper(self):
        self.price(None, model='volume', tiers=TIERS, start=MONTH)
        self.run_server(101)
        self.assert_periods_add_up(START + 9 * HOUR, START + 30 * HOUR)
        self.assertEqual(D(22 - 30), self.total(START + 10 * HOUR,
                                                START + 11 * HOUR))


class TestPackage(ModelTestCase):

    def test_a_package_begun_is_paid(self):
        """25 h in packages of 10 h at 7: three."""
        self.price('7', model='package', package_size=D(10), start=MONTH)
        self.run_server(25)
        self.assertEqual(D(21), self.total(MONTH))
        self.assert_periods_add_up(START + 11 * HOUR)


class TestAllowance(ModelTestCase):

    def test_the_first_of_a_month_is_free(self):
        """30 h, of which 20 are free, at 2."""
        self.price('2', free_quantity=D(20), start=MONTH)
        self.run_server(30)
        self.assertEqual(D(20), self.total(MONTH))
        self.assert_periods_add_up(START + 15 * HOUR, START + 25 * HOUR)

    def test_less_than_that_costs_nothing(self):
        self.price('2', free_quantity=D(20), start=MONTH)
        self.run_server(19)
        row, = self.charges(MONTH).rows
        self.assertEqual(D(0), row.amount)
        self.assertEqual(D(19 * 3600), row.quantity)

    def test_tiers_count_what_is_not_free(self):
        """130 h, 10 free: 10 x 3 + 90 x 2 + 20 x 1."""
        self.graduated(free_quantity=D(10))
        self.run_server(130)
        self.assertEqual(D(230), self.total(MONTH))

    def test_those_who_use_it_share_it(self):
        """40 h together, 20 free at 2: 40, in proportion 10 to 30."""
        self.price('2', free_quantity=D(20), start=MONTH)
        self.run_server(10, instance_id='one')
        self.run_server(30, instance_id='two')
        self.assertEqual(D(40), self.total(MONTH))


class TestRoundedTime(ModelTestCase):

    def test_a_minimum(self):
        """Ten seconds count as sixty, two minutes as two minutes."""
        self.price('60', minimum_seconds=60)
        for seconds, total in ((10, 1), (120, 2)):
            with self.subTest(seconds=seconds):
                name = f'for-{seconds}'
                server = base.Server(instance_id=name)
                server.launched().after(
                    datetime.timedelta(seconds=seconds)).deleted()
                self.books.record(server.messages)
                self.assertEqual(D(total), self.total(resource_id=name))

    def test_hours_rounded_up_as_in_2013(self):
        """20 minutes cost an hour, 61 minutes cost two."""
        self.price('0.065', increment_seconds=3600)
        for minutes, total in ((20, '0.065'), (60, '0.065'), (61, '0.13')):
            with self.subTest(minutes=minutes):
                name = f'for-{minutes}'
                server = base.Server(instance_id=name)
                server.launched().after(minutes * MINUTE).deleted()
                self.books.record(server.messages)
                self.assertEqual(D(total), self.total(resource_id=name))

    def test_each_start_is_rounded(self):
        """Stopped time is not billed here: two starts, two hours."""
        self.conf.set_override('compute_states', ['active'], group='billing')
        self.open_books()
        self.price('1', increment_seconds=3600)
        server = base.Server()
        (server.launched().after(10 * MINUTE).says(state='stopped')
         .after(10 * MINUTE).says(state='active').after(10 * MINUTE)
         .deleted())
        self.books.record(server.messages)
        self.assertEqual(D(2), self.total())

    def test_what_is_added_follows_the_clock(self):
        self.price('1', increment_seconds=3600)
        self.run_server(1, start=START + 30 * MINUTE, instance_id='even')
        server = base.Server(START, 'odd')
        server.launched().after(90 * MINUTE).deleted()
        self.books.record(server.messages)
        self.assert_periods_add_up(START + 90 * MINUTE, START + 100 * MINUTE)
        self.assertEqual(D(2), self.total(resource_id='odd'))
        self.now = START + 105 * MINUTE
        self.assertEqual(D('1.75'), self.total(resource_id='odd'))

    def test_usage_is_what_was_used(self):
        self.price('1', increment_seconds=3600)
        server = base.Server()
        server.launched().after(20 * MINUTE).deleted()
        self.books.record(server.messages)
        row = next(row for row in self.books.usage(
            ledger.Query(START, self.now)).rows
                   if row.meter == 'instance.uptime')
        self.assertEqual(D(1200), row.quantity)


    def test_a_flavor_without_a_disk_has_none_to_round(self):
        self.price('1', meter='disk.allocated', minimum_seconds=3600,
                   free_quantity=D(1))
        server = base.Server(flavor='diskless')
        server.launched().after(10 * MINUTE).deleted()
        self.books.record(server.messages)
        self.assertEqual(D(0), self.total())

    def test_a_running_server_is_not_rounded_yet(self):
        self.price('1', increment_seconds=3600)
        self.books.record(base.Server().launched().messages)
        self.now = START + 90 * MINUTE
        self.assertEqual(D('1.5'), self.total())
