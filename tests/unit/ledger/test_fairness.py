# SPDX-License-Identifier: Apache-2.0
"""The fairness table: what customers may expect of a bill."""

import datetime
import decimal

from billing_ledger import exception
from tests.unit.ledger import base

D = decimal.Decimal
HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START


class TestFairness(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        self.server = base.Server()

    def bill(self, **query):
        self.books.record(self.server.messages)
        return self.total(**query)

    def test_twenty_minutes_cost_a_third_of_an_hour(self):
        self.price('3')
        self.server.launched().after(20 * MINUTE).deleted()
        self.assertEqual(D(1), self.bill())

    def test_a_third_that_no_decimal_is(self):
        self.price('1')
        self.server.launched().after(20 * MINUTE).deleted()
        self.assertEqual(D('0.3333333333'), self.bill())

    def test_a_resize_counts_from_its_minute(self):
        """20 minutes at 1/h and 40 at 4/h: 3, not 4 and not 5."""
        self.price('1', flavor='small')
        self.price('4', flavor='large')
        (self.server.launched().after(20 * MINUTE).resized('large')
         .after(40 * MINUTE).deleted())
        self.assertEqual(D(3), self.bill())

    def test_a_resize_by_vcpus(self):
        self.price('1', meter='vcpu.allocated')
        (self.server.launched().after(20 * MINUTE).resized('large')
         .after(40 * MINUTE).deleted())
        self.assertEqual(D(3), self.bill())

    def test_live_migration_and_rename_change_nothing(self):
        self.price('0.0317')
        plain = base.Server(instance_id='plain')
        plain.launched().after(HOUR).deleted()
        (self.server.launched()
         .after(7 * MINUTE).says(task_state='migrating')
         .after(3 * MINUTE).says(host='cmp2', task_state=None)
         .after(10 * MINUTE).says(display_name='db-1')
         .after(40 * MINUTE).deleted())
        self.books.record(plain.messages)
        moved = self.bill(resource_id=base.INSTANCE)
        self.assertEqual(self.total(resource_id='plain'), moved)
        self.assertEqual(D('0.0317'), moved)

    def test_a_price_change_applies_on_both_sides_of_its_hour(self):
        self.price('1')
        self.price('10', start=START + 2 * HOUR, backdate=True)
        (self.server.launched().after(2 * HOUR + 30 * MINUTE).deleted())
        self.assertEqual(D(2 + 5), self.bill())

    def test_ending_a_price_never_changes_the_past(self):
        price = self.price('1')
        self.server.launched().after(24 * HOUR).deleted()
        self.now = START + 5 * HOUR + MINUTE
        before = self.bill(end=self.now)
        with self.assertRaises(exception.InvalidPrice):
            self.books.prices.end(price.id, START + 5 * HOUR)
        self.books.prices.end(price.id, START + 6 * HOUR)
        self.assertEqual(before, self.total(end=self.now))
        self.now = START + datetime.timedelta(days=5)
        self.assertEqual(D(6), self.total())

    def test_a_new_price_never_changes_the_past(self):
        self.price('1')
        self.server.launched().after(4 * HOUR).deleted()
        before = self.bill()
        with self.assertRaises(exception.PriceConflict):
            self.price('9', start=START + HOUR)
        self.assertEqual(before, self.total())

    def test_a_stopped_server_still_holds_its_place(self):
        self.price('1')
        (self.server.launched().after(HOUR).says(state='stopped')
         .after(HOUR).deleted())
        self.assertEqual(D(2), self.bill())

    def test_an_offloaded_server_holds_none(self):
        self.price('1')
        (self.server.launched().after(HOUR)
         .says(state='shelved_offloaded', host=None)
         .after(5 * HOUR).launched().after(HOUR).deleted())
        self.assertEqual(D(2), self.bill())

    def test_a_soft_deleted_server_holds_its_disk_alone(self):
        self.price('1')
        self.price('1', meter='disk.allocated')
        self.server.launched().after(HOUR).says(
            state='soft-delete',
            deleted_at=base.nova_time(START + HOUR)).after(HOUR).deleted()
        self.books.record(self.server.messages)
        by_meter = {row.meter: row.amount for row in self.charges().rows}
        self.assertEqual({'instance.uptime': D(1),
                          'disk.allocated': D(40)}, by_meter)

    def test_a_failed_build_costs_nothing(self):
        self.price('1')
        self.server.says().after(MINUTE).says(state='error').after(
            HOUR).deleted()
        self.assertEqual(D(0), self.bill())

    def test_an_error_after_the_launch_costs_as_before(self):
        """A failed live migration leaves the guest running."""
        self.price('1')
        (self.server.launched().after(HOUR).says(state='error')
         .after(HOUR).deleted())
        self.assertEqual(D(2), self.bill())

    def test_a_running_server_costs_until_now_and_not_further(self):
        self.price('1')
        self.server.launched()
        self.now = START + 3 * HOUR
        self.assertEqual(D(3), self.bill(end=START + 100 * HOUR))

    def test_periods_add_up(self):
        self.price('0.0317')
        self.server.launched().after(48 * HOUR).deleted()
        self.books.record(self.server.messages)
        cut = START + 17 * HOUR
        self.assertEqual(self.total(),
                         self.total(end=cut) + self.total(start=cut))

    def test_days_add_up_to_the_last_digit(self):
        self.price('0.0123456789')
        self.server.launched().after(67 * MINUTE).resized('large').after(
            100 * HOUR).deleted()
        self.books.record(self.server.messages)
        for group_by in (('day',), ('resource', 'meter', 'day'), ('user',),
                         ('project',), ('meter',)):
            with self.subTest(group_by=group_by):
                sheet = self.charges(group_by=group_by)
                self.assertEqual(
                    self.total(), sum(row.amount for row in sheet.rows))

    def test_the_states_that_cost_are_the_operators_choice(self):
        self.conf.set_override('compute_states', ['active'], group='billing')
        self.open_books()
        self.price('1')
        (self.server.launched().after(HOUR).says(state='stopped')
         .after(HOUR).deleted())
        self.assertEqual(D(1), self.bill())

    def test_a_server_first_seen_in_the_middle_of_its_life(self):
        self.price('1')
        self.server.launched().after(3 * HOUR).says(state='stopped')
        self.server.messages = self.server.messages[-1:]
        self.server.after(HOUR).deleted()
        self.assertEqual(D(4), self.bill())
        self.assertEqual('launched_at',
                         self.books.timeline(base.INSTANCE)[0].evidence)
