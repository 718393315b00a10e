# SPDX-License-Identifier: Apache-2.0
"""Plans, discounts, and how a charge is explained; worked out by hand."""

import decimal

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger import quote
from billing_ledger.rating.book import Assignment
from billing_ledger.rating.discount import NewDiscount
from billing_ledger.rating.price import NewPrice
from billing_ledger.rating.price import Tier
from tests.unit.ledger import base

D = decimal.Decimal
HOUR, START = base.HOUR, base.START


class PlanTestCase(base.BooksTestCase):

    def run_server(self, hours=10, **more):
        server = base.Server(**more)
        server.launched().after(hours * HOUR).deleted()
        self.books.record(server.messages)

    def discount(self, percent, start=START, backdate=True, **whom):
        return self.books.discounts.create(
            NewDiscount(D(percent), start, **whom), backdate=backdate)

    def assign(self, plan, start, project_id=base.PROJECT):
        return self.books.discounts.assign(
            Assignment(project_id, plan, start), backdate=True)

    def explain(self, **query):
        return self.books.explain(ledger.Query(START, self.now, **query))


class TestPlans(PlanTestCase):

    def test_a_plan_in_the_middle_of_a_month(self):
        """4 h at 1, then 6 h at 3 on another plan."""
        self.price('1')
        self.price('3', plan='premium')
        self.run_server()
        self.assertEqual(D(10), self.total())
        self.assign('premium', START + 4 * HOUR)
        self.assertEqual(D(4 + 18), self.total())

    def test_and_back(self):
        self.price('1')
        self.price('3', plan='premium')
        self.run_server()
        self.assign('premium', START + 4 * HOUR)
        self.assign('default', START + 5 * HOUR)
        self.assertEqual(D(4 + 3 + 5), self.total())

    def test_other_projects_stay_where_they_are(self):
        self.price('1')
        self.price('3', plan='premium')
        self.assign('premium', START)
        self.run_server(instance_id='other', project_id=base.OTHER_PROJECT)
        self.assertEqual(D(10), self.total())

    def test_a_plan_has_its_own_prices_alone(self):
        self.price('1')
        self.price('3', meter='vcpu.allocated', plan='cpu')
        self.run_server()
        self.assign('cpu', START)
        self.assertEqual(D(30), self.total())

    def test_a_plan_has_one_currency(self):
        self.price('1')
        with self.assertRaisesRegex(exception.InvalidPrice, 'are in EUR'):
            self.books.prices.create(
                NewPrice('vcpu.allocated', D(1), 'vCPU-hour', 'JPY', START),
                allow_past=True)

    def test_a_plan_that_nobody_made(self):
        with self.assertRaisesRegex(exception.InvalidPrice, 'no plan gold'):
            self.assign('gold', START)

    def test_no_full_hour_and_the_past(self):
        self.price('3', plan='premium')
        for start, word in ((self.now + HOUR / 2, 'full hour'),
                            (START, 'in the past')):
            with self.assertRaisesRegex(exception.InvalidPrice, word):
                self.books.discounts.assign(
                    Assignment(base.PROJECT, 'premium', start))


class TestDiscounts(PlanTestCase):

    def test_ten_percent(self):
        self.price('1')
        self.run_server()
        self.discount('10', project_id=base.PROJECT)
        row, = self.charges().rows
        self.assertEqual((D(10), D(9), D(10)), (
            row.list_amount, row.amount, row.discount_percent))

    def test_in_the_middle_of_a_month(self):
        """4 h at 1 and 6 h at half of it."""
        self.price('1')
        self.run_server()
        self.discount('50', START + 4 * HOUR, plan='default')
        self.assertEqual(D(7), self.total())
        self.assertEqual(D(7), sum(
            row.amount for row in self.charges(group_by=('day',)).rows))

    def test_the_project_wins_over_the_plan_and_the_meter_over_all(self):
        self.price('1')
        self.run_server()
        self.discount('10', plan='default')
        self.discount('20', project_id=base.PROJECT)
        self.assertEqual(D(8), self.total())
        self.discount('30', project_id=base.PROJECT, meter='instance.uptime')
        self.assertEqual(D(7), self.total())

    def test_a_new_one_ends_the_one_before(self):
        self.price('1')
        self.run_server()
        self.discount('10', project_id=base.PROJECT)
        self.discount('20', START + 5 * HOUR, project_id=base.PROJECT)
        self.assertEqual(D('4.5') + 4, self.total())

    def test_on_tiers(self):
        """5 h at 2 and 5 h at 1, less 10 %."""
        self.price(None, model='graduated',
                   tiers=(Tier(D(5), D(2)), Tier(None, D(1))))
        self.run_server()
        self.discount('10', plan='default')
        self.assertEqual(D('13.5'), self.total())

    def test_what_is_no_discount(self):
        for wrong, word in (({'percent': D(0)}, 'above 0'),
                            ({'percent': D(101)}, '100 at most'),
                            ({'percent': D('NaN')}, 'number'),
                            ({'percent': 10}, 'number'),
                            ({'plan': None}, 'for a plan or'),
                            ({'project_id': 'x'}, 'for a plan or'),
                            ({'meter': 'nothing'}, 'known are'),
                            ({'plan': 'x' * 65}, '64 are the most')):
            new = NewDiscount(**{'percent': D(10), 'plan': 'default',
                                 'effective_from': START} | wrong)
            with self.subTest(wrong), self.assertRaisesRegex(
                    exception.InvalidPrice, word):
                self.books.discounts.create(new, backdate=True)


class TestExplain(PlanTestCase):

    def test_it_adds_up_to_the_charge(self):
        self.price('1')
        self.price('0.3', meter='vcpu.allocated', flavor='small')
        self.price(None, meter='memory.allocated', model='graduated',
                   tiers=(Tier(D(5), D(2)), Tier(None, D(1))))
        self.discount('7', plan='default')
        self.run_server()
        self.run_server(7, instance_id='other')
        explained = self.explain()
        self.assertEqual(self.total(), sum(
            each.row.amount for each in explained))
        self.assertEqual(
            self.total(resource_id='other'),
            sum(each.row.amount
                for each in self.explain(resource_id='other')))

    def test_which_price_and_which_version(self):
        general = self.price('1')
        self.price('2', flavor='small')
        second = self.price('3', flavor='small', start=START + HOUR,
                            backdate=True)
        self.run_server()
        _, later = self.explain()
        self.assertEqual((second.id, 2, [general.id]), (
            later.price.id, later.version, later.instead_of))
        self.assertIn('for flavor small', later.reason)
        self.assertEqual('9 instance-hour x 3 = 27.0000000000 EUR',
                         later.calculation)

    def test_the_steps_of_a_tier(self):
        """Two instances share 20 h at 1, of which 5 h are free."""
        self.price('1', free_quantity=D(5))
        self.run_server(instance_id='one')
        self.run_server(instance_id='two')
        one, = self.explain(resource_id='one')
        step, = one.steps
        self.assertEqual(('0', '20', '15', '10', '7.5'), tuple(
            step[name] for name in ('project_before', 'project_after',
                                    'project_cost', 'quantity',
                                    'list_amount')))
        self.assertEqual(D('7.5'), one.row.amount)


    def test_each_discount_has_the_steps_of_its_days(self):
        """14 h at 1 on the first day, 10 h less 10 % on the second."""
        self.price('1', free_quantity=D(0), model='package',
                   package_size=D(1))
        self.discount('10', START + 14 * HOUR, project_id=base.PROJECT)
        self.run_server(24)
        explained = self.explain()
        self.assertEqual([D(14), D(9)],
                         [each.row.amount for each in explained])
        for each in explained:
            self.assertEqual(each.row.list_amount, sum(
                D(step['list_amount']) for step in each.steps))


class TestPreview(PlanTestCase):

    def preview(self, *new):
        return self.books.preview(new, ledger.Query(START, self.now))

    def test_what_would_have_been(self):
        self.price('1')
        self.run_server()
        self.run_server(4, instance_id='other',
                        project_id=base.OTHER_PROJECT)
        new = NewPrice('instance.uptime', D(2), 'instance-hour', 'EUR',
                       self.now)
        self.assertEqual(
            [(base.OTHER_PROJECT, D(4), D(8), D(4)),
             (base.PROJECT, D(10), D(20), D(10))],
            [(row.project_id, row.before, row.after, row.difference)
             for row in self.preview(new)])
        self.assertEqual(D(14), self.total())

    def test_a_price_where_there_was_none(self):
        self.run_server()
        row, = self.preview(NewPrice(
            'instance.uptime', D(2), 'instance-hour', 'EUR', self.now))
        self.assertEqual((D(0), D(20)), (row.before, row.after))

    def test_a_part_of_a_month_knows_the_part_before(self):
        """10 h, of which 4 would be free; the last 5 cost all of 5."""
        self.run_server()
        row, = self.books.preview(
            [NewPrice('instance.uptime', D(1), 'instance-hour', 'EUR',
                      self.now, free_quantity=D(4))],
            ledger.Query(START + 5 * HOUR, self.now))
        self.assertEqual(D(5), row.after)

    def test_a_malformed_price(self):
        with self.assertRaises(exception.InvalidPrice):
            self.preview(NewPrice('nothing', D(2), 'hour', 'EUR', self.now))


class TestQuote(PlanTestCase):

    def quote(self, cpu_percent=None):
        return self.books.quote(quote.Flavor('small', 2, 4096, 20),
                                base.PROJECT, cpu_percent)

    def test_by_the_hour_and_the_month(self):
        """2 vCPUs at 0.02 and 4 GiB at 0.005: 0.06/h, 43.80 a month."""
        self.price('0.02', meter='vcpu.allocated')
        self.price('0.005', meter='memory.allocated')
        found = self.quote()
        self.assertEqual((D('0.06'), D('43.8'), 'EUR'), (
            found.per_hour, found.per_month, found.currency))

    def test_how_busy_it_is(self):
        """2 vCPUs to a quarter at 0.1: 0.05/h."""
        self.price('0.1', meter='cpu.used')
        self.assertEqual(D(0), self.quote().per_hour)
        self.assertEqual(['cpu.used'],
                         [price.meter for price in self.quote().by_use])
        self.assertEqual(D('0.05'), self.quote(D(25)).per_hour)

    def test_with_a_discount_and_an_allowance(self):
        """730 h, 30 of them free, at 1 less 10 %: 630."""
        self.price('1', free_quantity=D(30))
        self.discount('10', project_id=base.PROJECT)
        self.assertEqual(D(630), self.quote().per_month)

    def test_a_composite_meter_is_charged_by_use(self):
        path = self.folder / 'composite.yaml'
        path.write_text('- name: wac\n  unit: WAC\n  description: all\n'
                        '  weights: {vcpu.allocated: "1"}\n')
        self.conf.set_override('composite_meters', str(path),
                               group='billing')
        self.open_books()
        self.price('1', meter='wac')
        self.assertEqual(['wac'], [price.meter
                                   for price in self.quote().by_use])

    def test_without_prices(self):
        found = self.quote()
        self.assertEqual((D(0), None), (found.per_hour, found.currency))
