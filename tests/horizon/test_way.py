# SPDX-License-Identifier: Apache-2.0
"""The way of an instance over the hosts, and the geometry of its picture."""

import datetime
import decimal
import zoneinfo

from django.test import SimpleTestCase

from horizon_billing import ticks
from horizon_billing import way
from horizon_billing import way_chart
from tests.horizon import base
from tests.horizon import service

UTC = datetime.UTC
MONTH, NOW = service.MONTH, service.NOW
USED = {'cpu.used': 60}


def at(hours):
    return (MONTH + base.hours(hours)).isoformat()


def segment(host, start, end=None):
    """Return a segment as the API tells it to somebody who sees no hosts."""
    return {'host': None, 'host_id': host, 'start': at(start),
            'end': None if end is None else at(end)}


def run(host, start, end=None, exact=True, billed=True, used=USED, name=None):
    """Return a run as the API tells it; counters begin at 5."""
    return {'run_id': f'{host}-{start}', 'host': name, 'host_id': host,
            'start': at(start), 'end': None if end is None else at(end),
            'exact': None if end is None else exact, 'billed': billed,
            'counters': {meter: {'first': '5', 'last': str(5 + number)}
                         for meter, number in used.items()}}


def way_of(runs, segments=()):
    return way.from_api({'segments': list(segments)}, runs)


def draw(*runs, segments=()):
    return way_chart.draw(way_of(runs, segments), NOW, UTC)


def percent(text):
    return decimal.Decimal(text.removesuffix('%'))


class WayTests(SimpleTestCase):

    def test_hosts_are_counted_in_the_order_of_appearance(self):
        found = way_of([run('b', 2, 4), run('a', 4, 6), run('b', 6, 7)],
                       [segment(None, 0, 1), segment('c', 1, 2),
                        segment('b', 2)])
        self.assertEqual([('c', 1), ('b', 2), ('a', 3)],
                         [(host.id, host.number) for host in found.hosts])
        self.assertEqual([2, 3, 2], [run.host.number for run in found.runs])

    def test_a_stay_is_as_long_as_the_host_is_the_same(self):
        found = way_of([], [segment('a', 0, 1), segment('a', 1, 2),
                            segment('b', 2, 3), segment(None, 3, 4),
                            segment('b', 4)])
        self.assertEqual(
            [('a', 0, 2), ('b', 2, 3), ('b', 4, None)],
            [(stay.host.id, (stay.start - MONTH) // base.hours(1),
              stay.end and (stay.end - MONTH) // base.hours(1))
             for stay in found.stays])

    def test_what_was_there_before_a_run_is_not_used_in_it(self):
        found = way_of([run('a', 0, 1)])
        self.assertEqual(USED, found.runs[0].used)

    def test_totals_are_of_what_is_billed(self):
        found = way_of([run('a', 0, 1), run('b', 1, 2),
                        run('ghost', 1, 2, billed=False)])
        self.assertEqual({'cpu.used': 120}, found.totals)
        self.assertEqual({}, way_of([]).totals)

    def test_a_move_leads_to_another_host(self):
        found = way_of([run('a', 0, 1), run('a', 2, 3), run('b', 3, 5),
                        run('ghost', 4, 6, billed=False), run('a', 5)])
        self.assertEqual(
            [('a', 'b'), ('b', 'a')],
            [(move.before.host.id, move.after.host.id)
             for move in found.moves])

    def test_a_move_is_left_before_it_is_arrived(self):
        overlapping, endless = (
            way_of([run('a', 0, end), run('b', 3, 5)]).moves[0]
            for end in (4, None))
        for move in (overlapping, endless):
            self.assertEqual(MONTH + base.hours(3), move.left_at)


class PictureTests(SimpleTestCase):

    def test_bars_lie_where_and_when_the_guest_ran(self):
        picture = draw(run('a', 0, 25), run('b', 25, 100), run('a', 100, 200))
        (first, second, third) = picture.runs
        self.assertEqual(['0.00%', '12.25%', '49.00%'],
                         [bar.x for bar in picture.runs])
        self.assertEqual(['12.25%', '36.75%', '49.00%'],
                         [bar.width for bar in picture.runs])
        self.assertEqual(first.y, third.y)
        self.assertEqual(way_chart.ROW_HEIGHT, second.y - first.y)

    def test_what_goes_on_reaches_the_present(self):
        picture = draw(run('a', 0, 1), run('a', 2))
        bar = picture.runs[-1]
        self.assertEqual('98.00%', bar.right)
        self.assertEqual(NOW, picture.end)
        self.assertEqual(98, percent(bar.x) + percent(bar.width))

    def test_what_is_over_ends_with_its_end(self):
        self.assertEqual(MONTH + base.hours(9), draw(run('a', 0, 9)).end)

    def test_short_runs_are_seen(self):
        picture = draw(run('a', 0, 400), run('b', 400, 400.001))
        self.assertEqual('0.30%', picture.runs[1].width)

    def test_a_run_of_no_time_can_be_drawn(self):
        picture = draw(run('a', 0, 0))
        self.assertEqual('0.00%', picture.runs[0].x)

    def test_clocks_may_be_ahead_of_ours(self):
        ahead = (NOW - MONTH) / base.hours(1) + 1
        picture = draw(run('a', 0, 1), run('a', ahead))
        self.assertEqual('98.00%', picture.runs[1].x)

    def test_a_move_leads_from_row_to_row(self):
        picture = draw(run('a', 0, 10), run('b', 12, 20))
        move, = picture.moves
        self.assertEqual(('49.00%', '58.80%'), (move.x1, move.x2))
        self.assertEqual([row.middle for row in picture.rows],
                         [move.y1, move.y2])

    def test_stays_lie_behind(self):
        picture = draw(run('a', 10, 20), segments=[segment('a', 0, 20)])
        stay, = picture.stays
        self.assertEqual(('0.00%', '98.00%', picture.runs[0].y),
                         (stay.x, stay.width, stay.y))

    def test_many_hosts_share_the_last_row(self):
        picture = draw(*(run(f'host-{number}', number, number + 1)
                         for number in range(200)))
        self.assertEqual(way_chart.MOST_ROWS, len(picture.rows))
        self.assertIsNone(picture.rows[-1].host)
        self.assertEqual(200, len(picture.runs))
        self.assertLess(max(bar.y for bar in picture.runs), picture.axis_y)

    def test_as_many_hosts_as_rows_have_one_each(self):
        picture = draw(*(run(f'host-{number}', number, number + 1)
                         for number in range(way_chart.MOST_ROWS)))
        self.assertEqual(way_chart.MOST_ROWS,
                         len({bar.y for bar in picture.runs}))
        self.assertIsNotNone(picture.rows[-1].host)

    def test_labels_at_the_edges_stay_inside(self):
        anchors = [tick.anchor for tick in draw(run('a', 0, 48)).ticks]
        self.assertEqual('start', anchors[0])
        self.assertEqual('end', anchors[-1])
        self.assertIn('middle', anchors)


class TickTests(SimpleTestCase):

    def moments(self, start, span, zone=UTC):
        found = ticks.between(start, start + span, zone)
        return [tick.moment.astimezone(UTC) for tick in found]

    def test_they_are_few_and_inside_whatever_the_span(self):
        start = MONTH + datetime.timedelta(hours=3, minutes=7, seconds=11)
        for seconds in (2, 7, 45, 100, 1000, 10 ** 4, 10 ** 5, 10 ** 6,
                        10 ** 7, 10 ** 8, 10 ** 9):
            span = datetime.timedelta(seconds=seconds)
            found = self.moments(start, span)
            with self.subTest(seconds):
                self.assertIn(len(found), range(1, ticks.MOST + 3))
                self.assertLessEqual(start, found[0])
                self.assertLessEqual(found[-1], start + span)
                self.assertEqual(sorted(set(found)), found)

    def test_days_begin_at_midnight_of_the_reader(self):
        kolkata = zoneinfo.ZoneInfo('Asia/Kolkata')
        for moment in self.moments(MONTH, datetime.timedelta(days=5),
                                   kolkata):
            self.assertEqual((0, 0), (moment.astimezone(kolkata).hour,
                                      moment.astimezone(kolkata).minute))

    def test_a_day_with_a_change_of_the_clock_has_its_midnights(self):
        berlin = zoneinfo.ZoneInfo('Europe/Berlin')
        start = datetime.datetime(2026, 10, 23, 22, tzinfo=UTC)
        self.assertEqual(
            [datetime.datetime(2026, 10, day, hour, tzinfo=UTC)
             for day, hour in ((23, 22), (24, 22), (25, 23), (26, 23))],
            self.moments(start, datetime.timedelta(days=3, hours=2), berlin))

    def test_years_have_firsts_of_months(self):
        found = self.moments(MONTH, datetime.timedelta(days=400))
        self.assertEqual({1}, {moment.day for moment in found})
        self.assertEqual({1, 4, 7, 10}, {moment.month for moment in found})
