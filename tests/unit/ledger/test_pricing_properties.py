# SPDX-License-Identifier: Apache-2.0
"""What holds for all prices, whatever they are and whoever used how much."""

import datetime
import decimal
import fractions
import unittest

import hypothesis
from hypothesis import strategies as st

from billing_ledger import charge_report
from billing_ledger import report
from billing_ledger import times
from billing_ledger.metering.traits import Traits
from billing_ledger.metering.usage import Key
from billing_ledger.rating import discount
from billing_ledger.rating import models
from billing_ledger.rating import price
from billing_ledger.rating import rate
from billing_ledger.rating.book import PriceBook

D = decimal.Decimal
START = times.parse('2026-11-01')
UPTIME = 'instance.uptime'
PROJECTS = ('p1', 'p2')

numbers = st.decimals(min_value=0, max_value=1000, places=6)


@st.composite
def prices(draw):
    """A price for everybody, of any model."""
    model = draw(st.sampled_from(price.MODELS))
    tiers = ()
    if model in (price.GRADUATED, price.VOLUME):
        ends = sorted(draw(st.sets(st.integers(1, 500), max_size=3)))
        tiers = tuple(price.Tier(end and D(end), draw(numbers))
                      for end in (*ends, None))
    return price.Price(
        id='price', meter=UPTIME,
        unit_price=None if tiers else draw(numbers),
        pricing_unit='instance-hour', currency='EUR', flavor=None,
        project_id=None, plan='default', domain_id=None, volume_type=None,
        availability_zone=None, model=model, tiers=tiers,
        package_size=D(draw(st.integers(1, 50))) if model == price.PACKAGE
        else None,
        free_quantity=D(draw(st.integers(0, 100))), minimum_seconds=0,
        increment_seconds=0, effective_from=START, effective_until=None,
        created_at=START, created_by=None, ended_at=None, ended_by=None)


@st.composite
def discounts(draw):
    """Any discount on everything, or none."""
    percent = draw(st.none() | st.integers(1, 100))
    return [] if percent is None else [discount.Discount(
        id='discount', percent=D(percent), plan='default', project_id=None,
        meter=None, reason=None, effective_from=START, effective_until=None,
        created_at=START, created_by=None, ended_at=None, ended_by=None)]


# Seconds of use by project, resource and day.
used = st.dictionaries(
    st.tuples(st.sampled_from(PROJECTS), st.sampled_from('abc'),
              st.integers(0, 5)),
    st.integers(1, 86400), min_size=1, max_size=15)


def charges(seconds, book, group_by=('resource', 'meter'), leading=0):
    """Return the ChargeRows of some days."""
    days = [START + datetime.timedelta(days=number) for number in range(7)]
    dates = [day.date() for day in days]
    intervals = rate.Intervals(
        list(zip(days, days[1:], strict=False)),
        report.periods(dates, group_by), dates, leading)
    quantities = {
        Key(project_id, f'{project_id}-{resource_id}', 'user', UPTIME,
            Traits(), day): amount * 10 ** 6
        for (project_id, resource_id, day), amount in seconds.items()}
    return charge_report.charge_rows(
        rate.rate(quantities, book, intervals), book, {}, group_by)[0]


def total(rows):
    return sum((row.amount for row in rows), D(0))


class TestPrices(unittest.TestCase):

    @hypothesis.given(prices(), discounts(), used)
    def test_projects_add_up_to_the_cloud(self, one, taken_off, seconds):
        book = PriceBook([one], taken_off)
        apart = [total(charges(
            {key: value for key, value in seconds.items()
             if key[0] == project_id}, book)) for project_id in PROJECTS]
        self.assertEqual(total(charges(seconds, book)), sum(apart))

    @hypothesis.given(prices(), discounts(), used)
    def test_every_grouping_adds_up_to_the_same(self, one, taken_off,
                                                seconds):
        book = PriceBook([one], taken_off)
        whole = total(charges(seconds, book))
        for group_by in (('day',), ('resource', 'meter', 'day'), ('project',),
                         ('user', 'meter')):
            self.assertEqual(whole, total(charges(seconds, book, group_by)))

    @hypothesis.given(prices(), used, st.integers(0, 6))
    def test_a_split_month_costs_the_same(self, one, seconds, cut):
        """To half a unit of the tenth decimal for each row."""
        book = PriceBook([one])
        before = charges({key: value for key, value in seconds.items()
                          if key[2] < cut}, book)
        after = charges(seconds, book, leading=cut)
        whole = charges(seconds, book)
        rows = len(before) + len(after) + len(whole)
        self.assertLessEqual(
            abs(total(before) + total(after) - total(whole)),
            D('0.00000000005') * rows)

    @hypothesis.given(prices(), st.integers(0, 10 ** 6),
                      st.integers(0, 10 ** 6))
    def test_a_month_never_costs_less_than_nothing(self, one, quantity,
                                                   divisor):
        cost = models.cost(one, fractions.Fraction(quantity, divisor + 1))
        self.assertGreaterEqual(cost, 0)

    @hypothesis.given(prices(), discounts(), used)
    def test_a_discount_never_takes_more_than_it_may(self, one, taken_off,
                                                     seconds):
        for row in charges(seconds, PriceBook([one], taken_off)):
            percent = taken_off[0].percent if taken_off else D(0)
            self.assertLessEqual(
                abs(row.list_amount * (100 - percent) / 100 - row.amount),
                D('0.0000000001'))
