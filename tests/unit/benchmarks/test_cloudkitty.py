# SPDX-License-Identifier: Apache-2.0
"""What the comparison with CloudKitty is based on: cases, month, tables."""

import fractions
import tempfile
import unittest

from benchmarks import report
from benchmarks.cloudkitty import cases
from benchmarks.cloudkitty import month
from benchmarks.cloudkitty import ours
from benchmarks.cloudkitty import tables
from benchmarks.cloudkitty import telemetry
from benchmarks.cloudkitty.month import Condition
from benchmarks.cloudkitty.month import Life

PROJECT = {'and': [{'=': {'type': 'instance'}},
                   {'=': {'project_id': 'p'}}]}


def life(*conditions):
    return Life('i', 'p', conditions)


def case(title):
    return next(each for each in cases.CASES if each.title.startswith(title))


def a_minute_costs(flavor):
    """Return the Fraction that the price list makes of it."""
    vcpus, memory_mb, disk_gb = month.FLAVORS[flavor]
    uptime = {'small': 4, 'large': 16}[flavor]
    ten_thousandths = (uptime * 100 + vcpus * 200
                       + fractions.Fraction(memory_mb, 1024) * 40 + disk_gb)
    return (ten_thousandths / 60 / 10_000
            # A tenth of a vCPU at 0.01 an hour, 2 MiB at 0.05 a GiB.
            + fractions.Fraction(1, 10) / 60 / 100
            + fractions.Fraction(2, 1024) * 5 / 100)


class TestCases(unittest.TestCase):

    def test_an_amount_is_right_to_the_last_digit_or_wrong(self):
        exact = case('price of 123456.789')
        self.assertTrue(cases.is_fair(exact, '123456.7890000000'))
        for answer in ('123456.7890625', '123457.0', '123456.78', 'refused'):
            self.assertFalse(cases.is_fair(exact, answer), answer)

    def test_a_third_is_one_of_ten_decimals(self):
        self.assertTrue(cases.is_fair(case('20 minutes'), '0.3333333333'))
        self.assertFalse(cases.is_fair(case('20 minutes'), '0.33333'))

    def test_what_cannot_be_done_fairly_may_be_refused(self):
        half_past = case('price from 10 to 20 at half past')
        for answer in ('refused', '40.0', '40'):
            self.assertTrue(cases.is_fair(half_past, answer), answer)
        self.assertFalse(cases.is_fair(half_past, '30.0'))

    def test_what_is_no_number_is_not_right(self):
        self.assertFalse(cases.is_fair(case('a whole hour'), 'oops'))

    def test_each_case_has_a_project_of_its_own(self):
        projects = {each.lives(number)[0].project_id
                    for number, each in enumerate(cases.CASES)}
        self.assertEqual(len(cases.CASES), len(projects))
        self.assertEqual({32}, set(map(len, projects)))


class TestMonth(unittest.TestCase):

    def test_a_point_is_an_hour_that_saw_an_instance(self):
        # The hours from 0, from 1 and from 2: three, of two metrics each.
        self.assertEqual(6, month.points([life(Condition(59, 121))], 2))
        # It ends with an hour: that hour alone.
        self.assertEqual(1, month.points([life(Condition(60, 120))], 1))

    def test_points_of_the_first_hours(self):
        lives = [life(Condition(0, 600)), life(Condition(150, 600))]
        # Three hours of the first, and the third hour of the second.
        self.assertEqual(4, month.points(lives, 1, hours=3))
        self.assertEqual(2, month.points(lives, 1, hours=2))

    def test_a_month_is_the_same_again(self):
        self.assertEqual(month.make(30), month.make(30))

    def test_lives_have_no_gaps_and_end_in_the_month(self):
        for each in month.make(300):
            ends = [condition.end for condition in each.conditions]
            starts = [condition.start for condition in each.conditions]
            self.assertEqual(starts[1:], ends[:-1])
            self.assertLess(starts[0], ends[0])
            self.assertTrue(0 <= each.start < each.end <= month.MINUTES)


class TestTelemetry(unittest.TestCase):

    def fetch(self, metric, groupby=('id', 'project_id')):
        known = telemetry.Telemetry([life(
            Condition(-60, 20), Condition(20, 200, 'large'))])
        return [(each['group'],
                 each['measures']['measures']['aggregated'][0][2])
                for each in known.fetch(
                    ['aggregate', 'max', ['metric', metric, 'mean']],
                    month.at(0), month.at(60), groupby, PROJECT)]

    def test_what_is_allocated_is_a_mean(self):
        # 20 minutes with 1 vCPU and 40 with 4: (20 + 160) / 60 = 3.
        self.assertEqual([({'id': 'i', 'project_id': 'p'}, 3.0)],
                         self.fetch('vcpus'))

    def test_what_is_used_is_a_sum(self):
        # 60 minutes of 6 s: 360 s.
        [(_, used)] = self.fetch('cpu')
        self.assertEqual(360e9, used)

    def test_each_revision_is_a_group_if_asked_for(self):
        self.assertEqual(
            [({'id': 'i', 'flavor_name': 'small'}, 1.0),
             ({'id': 'i', 'flavor_name': 'large'}, 1.0)],
            self.fetch('instance', ('id', 'flavor_name')))

    def test_resources_are_those_known_when_the_hour_is_rated(self):
        known = telemetry.Telemetry([life(
            Condition(-60, 170), Condition(170, 400, 'large'))])
        for end, flavor in ((60, 'large'), (45, 'small')):
            # The collector asks for an hour more than the one it rates; two
            # hours after that one it is rated.
            query = {'and': [PROJECT, {'<=': {
                'started_at': month.at(end + 60).isoformat()}}]}
            [found] = known.search(query=query)
            self.assertEqual(flavor, found['flavor_name'], end)
            self.assertEqual([], known.search(query=query, marker='i'))


class TestOurs(unittest.TestCase):

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.url = f'sqlite:///{folder}/billing.sqlite'

    def test_the_ledger_is_right_in_each_case(self):
        for case, answer in zip(cases.CASES, ours.answer_cases(
                {'database': self.url}), strict=True):
            with self.subTest(case.title):
                self.assertTrue(cases.is_fair(case, answer), answer)

    def test_a_month_costs_what_its_minutes_cost(self):
        found = ours.charge_month({'database': self.url, 'instances': 3,
                                   'servers': [], 'hours': [1, month.HOURS]})
        expected = sum((stay.end - stay.start) * a_minute_costs(stay.flavor)
                       for life in month.make(3) for stay in life.conditions)
        # Each line of the bill is rounded to ten decimals.
        self.assertAlmostEqual(expected, fractions.Fraction(found['billed']),
                               delta=found['lines'] * 10 ** -10)
        self.assertEqual(found['billed'],
                         found['billed_until'][month.HOURS])


class TestTables(unittest.TestCase):

    def answers(self, **others):
        return [others.get(each.title, each.fair[0]) for each in cases.CASES]

    def test_wrong_answers_are_marked(self):
        given = {'A': self.answers(**{'a whole hour at 1': '2.0'}),
                 'B': self.answers(**{'a whole hour at 1': '1.000'})}
        row = tables.fairness(given)[1]
        self.assertEqual({'case': 'a whole hour at 1', 'fair': '1',
                          'A': '2 (wrong)', 'B': '1'}, row)
        self.assertEqual({'A': len(cases.CASES) - 1, 'B': len(cases.CASES)},
                         tables.score(given))

    def test_speed_is_held_against_the_ledger_on_the_same_database(self):
        side = {'seconds': 2.0, 'cpu': 1.0, 'server_cpu': 0.5,
                'peak_mib': 140.2}
        rows = tables.speed({
            ('CloudKitty', 'mariadb'): side | {'points': 1000},
            (tables.OURS, 'mariadb'): side | {'points': 400_000}}, 10, 400_000)
        # 500 a second and 200,000 a second: 800 s and 2 s for the month.
        # Each takes 1.5 s of CPU, for 1,000 points and for 400,000.
        self.assertEqual([(500, 800.0, 400, 400), (200_000, 2.0, 1, 1)], [
            (row['points/s'], row['month s'], row['slower by'],
             row['more CPU by']) for row in rows])

    def test_bills_of_the_same_hours_stand_side_by_side(self):
        rows = tables.bills({
            ('CloudKitty', 'mariadb'): {'hours': 7, 'billed': '5.0'},
            (tables.OURS, 'mariadb'): {'billed_until': {'7': '4.5'}}}, 10)
        self.assertEqual([('5.0', '4.5')], [
            (row['bills'], row[tables.OURS]) for row in rows])

    def test_a_table_is_as_wide_as_what_is_in_it(self):
        self.assertEqual('a     bb\n1.50  long',
                         report.table([{'a': 1.5, 'bb': 'long'}]))
