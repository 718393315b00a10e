# SPDX-License-Identifier: Apache-2.0
"""The geometry of the chart."""

import datetime
import decimal

from django.test import SimpleTestCase

from horizon_billing import chart

DAYS = [datetime.date(2026, 11, day) for day in range(1, 31)]


def drawn(*amounts):
    return chart.draw(DAYS, {
        day: decimal.Decimal(amount)
        for day, amount in zip(DAYS, amounts, strict=False)}, str)


class ChartTests(SimpleTestCase):

    def test_bars_stand_on_the_baseline_in_proportion(self):
        bars = drawn('1', '2', '4').bars
        self.assertEqual(['40.00', '80.00', '160.00'],
                         [bar.height for bar in bars])
        for bar in bars:
            self.assertEqual(chart.BASELINE, decimal.Decimal(bar.y)
                             + decimal.Decimal(bar.height))

    def test_bars_do_not_touch_and_stay_inside(self):
        edges = [decimal.Decimal(edge.rstrip('%'))
                 for bar in drawn(*[1] * 30).bars
                 for edge in (bar.x, bar.width)]
        at = 0
        for x, width in zip(edges[::2], edges[1::2], strict=True):
            self.assertGreater(x, at)
            at = x + width
        self.assertLess(at, 100)

    def test_lines_are_few_and_round(self):
        for highest, labels in (
                ('47.61', ['20', '40', '60']),
                ('4', ['1', '2', '3', '4']),
                ('0.0000000003', ['1E-10', '2E-10', '3E-10']),
                ('999999999999', ['5E+11', '1.0E+12'])):
            self.assertEqual(
                [decimal.Decimal(label) for label in labels],
                [decimal.Decimal(line.label)
                 for line in drawn(highest).lines])

    def test_a_day_of_nothing_has_no_bar(self):
        self.assertEqual([DAYS[1]], [bar.day for bar in drawn(0, 5).bars])

    def test_a_month_of_nothing_has_a_chart_without_bars(self):
        empty = drawn()
        self.assertEqual([], empty.bars)
        self.assertEqual(1, len(empty.lines))
