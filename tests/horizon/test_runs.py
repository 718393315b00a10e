# SPDX-License-Identifier: Apache-2.0
"""Where an instance ran and what it used: its page, with a real API."""

import datetime
import decimal
import re
import uuid

from django.test.utils import override_settings
from django.urls import reverse
from oslo_db import exception as db_exception

from tests.horizon import base
from tests.horizon import service
from tests.unit.ledger import guest

GIB = 2 ** 30
HOUR_NS = 3600 * 10 ** 9
MONTH = service.MONTH


def url_of(instance, query=''):
    return reverse('horizon:project:billing:detail',
                   args=[instance.id]) + query


class RunsMixin:
    """Runs of an instance that a test tells about."""

    def guest(self, instance, host, start):
        return guest.Guest(host, MONTH + base.hours(start),
                           instance_id=instance.id, run_id=str(uuid.uuid4()))

    def migrated(self, hosts=('compute-7', 'compute-8'), **fields):
        """Return an instance that ran for ten hours on each of some hosts.

        In the n-th of them it used n CPU-hours and sent n GiB.
        """
        instance = self.instance(host=hosts[0], **fields)
        for number, host in enumerate(hosts):
            if number:
                instance.migrate(MONTH + base.hours(10 * number), host)
        self.service.record(instance)
        for number, host in enumerate(hosts):
            there = self.guest(instance, host, 10 * number).uses(
                cpu_used=(number + 1) * HOUR_NS,
                memory_used=GIB * 3600,
                disk_write_requests=1234567,
                network_outgoing_bytes=(number + 1) * GIB)
            end = MONTH + base.hours(10 * (number + 1))
            self.service.read(there.read(end) if number == len(hosts) - 1
                              else there.ends(end))
        return instance

    def get(self, instance, query=''):
        response = self.client.get(url_of(instance, query))
        self.assertEqual(200, response.status_code)
        return response, base.Page(response)

    def bars(self, page):
        return page.all('rect', **{'class': 'billing-run'})


class RunsTests(RunsMixin, base.BillingTestCase):

    def test_what_was_used_where_is_told_run_by_run(self):
        response, page = self.get(self.migrated())
        self.assertNoMessages(response)
        text = page.text()
        self.assertIn('2 runs 2 hosts 1 move', text)
        self.assertIn('2026-11-01 00:00:00 2026-11-01 10:00:00 exact 1.00 '
                      '1.00 0.00 0.00 0 1,234,567 0.00 1.00', text)
        self.assertIn('2026-11-01 10:00:00 still runs so far 2.00', text)

    def test_every_number_is_in_the_page_exactly(self):
        _response, page = self.get(self.migrated())
        values = [data['value'] for data in page.all('data')]
        for exact in (HOUR_NS, 2 * HOUR_NS, 3 * HOUR_NS, 1234567, 3 * GIB):
            self.assertIn(str(exact), values)

    def test_the_totals_are_of_all_runs_that_are_billed(self):
        instance = self.migrated()
        self.service.read(self.guest(instance, 'ghost', 3).uses(
            cpu_used=HOUR_NS).ends(MONTH + base.hours(5)))
        response, page = self.get(instance)
        self.assertEqual(3 * HOUR_NS,
                         response.context['way'].totals['cpu.used'])
        self.assertIn('All runs that are billed 3.00', page.text())
        self.assertIn('not billed 1.00', page.text())

    def test_what_was_used_stands_beside_what_was_allocated(self):
        instance = self.migrated()
        instance.delete(MONTH + base.hours(30))
        self.service.record(instance)
        _response, page = self.get(instance)
        self.assertIn('CPU time used 3.00 vCPU-hours 30.00 vCPU-hours '
                      '10\N{NO-BREAK SPACE}%', page.text())
        self.assertIn('Disk space used 0.00 GiB-hours 600.00 GiB-hours '
                      '0\N{NO-BREAK SPACE}%', page.text())
        self.assertIn('Disk write requests 2,469,134', page.text())
        self.assertIn('Network traffic out 3.00 GiB', page.text())

    def test_users_read_numbers_in_the_place_of_names(self):
        response, page = self.get(self.migrated(
            ('compute-7', 'compute-8', 'compute-7')))
        self.assertNotContains(response, 'compute-')
        hosts = re.findall('Host\N{NO-BREAK SPACE}(.)', ' '.join(
            text for text in page.texts if len(text) == 6))
        self.assertEqual(['1', '2', '1', '2', '1'], sorted(
            hosts[:2]) + hosts[2:])

    def test_the_picture_has_a_bar_a_run_and_a_line_a_move(self):
        _response, page = self.get(self.migrated())
        self.assertEqual(2, len(self.bars(page)))
        self.assertEqual(1, len(page.all('g', **{'class': 'billing-move'})))
        picture, = page.all('svg', id='billing-way')
        self.assertEqual('img', picture['role'])
        ids = picture['aria-labelledby'].split()
        self.assertEqual([1, 1], [
            len(page.all(tag, id=name))
            for tag, name in zip(('title', 'desc'), ids, strict=True)])
        self.assertEqual([], [attrs for tag, attrs in page.elements
                              if tag in ('svg', 'rect', 'g', 'text', 'line')
                              and 'style' in attrs])

    def test_what_is_known_is_told_without_colours(self):
        instance = self.instance(host='a')
        self.service.record(instance)
        hour = base.hours(1)
        for number, (exact, host) in enumerate((
                (True, 'a'), (False, 'a'), (True, 'ghost'))):
            there = self.guest(instance, host, number * 2)
            self.service.read(there.ends(there.started_at + hour, exact))
        _response, page = self.get(instance)
        looks = [(bar.get('fill'), bar.get('stroke-dasharray'))
                 for bar in self.bars(page)]
        self.assertEqual(3, len(set(looks)))
        for words in ('exact', 'estimated', 'not billed'):
            self.assertIn(f'00:00, {words}', page.text())

    def test_times_are_those_of_the_reader(self):
        self.client.cookies['django_timezone'] = 'Asia/Kolkata'
        _response, page = self.get(self.migrated())
        self.assertIn('2026-11-01 05:30:00 2026-11-01 15:30:00', page.text())
        self.assertIn('Times are in Asia/Kolkata.', page.text())

    def test_without_an_agent_one_sentence_says_so(self):
        instance = self.instance()
        self.service.record(instance)
        response, page = self.get(instance)
        self.assertNoMessages(response)
        self.assertIn('No agent counted what this instance used',
                      page.text())
        self.assertEqual([], page.all('svg', id='billing-way'))
        self.assertEqual([], page.all('table', id='billing-used'))
        self.assertNotIn('was counted in this month', page.text())

    def test_a_month_in_which_nothing_was_counted(self):
        instance = self.migrated()
        _response, page = self.get(instance, '?month=2026-10')
        self.assertIn('Nothing that it used was counted in this month.',
                      page.text())
        self.assertEqual(2, len(self.bars(page)))

    def test_hostile_names_are_text(self):
        instance = self.migrated(tuple(base.HOSTILE_NAMES[:3]),
                                 name=base.HOSTILE_NAMES[0])
        _response, page = self.get(instance)
        self.assertShows(base.HOSTILE_NAMES[0], page)


class ChargeTests(RunsMixin, base.BillingTestCase):

    def lines(self, instance):
        response, _page = self.get(instance)
        return [(line.meter, line.quantity, line.cost and line.cost.amount)
                for line in response.context['charges_table'].data
                if line.meter.startswith(('cpu', 'network'))]

    def test_what_is_counted_and_has_no_price_is_no_charge(self):
        self.assertEqual([], self.lines(self.migrated()))

    def test_what_is_counted_and_has_a_price_is_one(self):
        self.service.price('network.outgoing.bytes',
                           decimal.Decimal('0.25'), 'GiB')
        self.assertEqual(
            [('network.outgoing.bytes', 3, decimal.Decimal('0.75'))],
            self.lines(self.migrated()))

    def test_what_had_no_price_at_first_is_told(self):
        self.service.price('network.outgoing.bytes', decimal.Decimal(1),
                           'GiB', effective_from=MONTH + base.hours(10))
        self.assertEqual(
            [('network.outgoing.bytes', 2, 2),
             ('network.outgoing.bytes', 1, None)],
            self.lines(self.migrated()))

    def test_units_are_words(self):
        for meter, unit in (('network.outgoing.bytes', 'GiB'),
                            ('disk.write.requests', 'million requests'),
                            ('cpu.used', 'vCPU-hour')):
            self.service.price(meter, decimal.Decimal(2), unit)
        _response, page = self.get(self.migrated())
        for words in ('3.00 GiB 2.00\N{NO-BREAK SPACE}EUR per GiB',
                      '2.47 million requests 2.00\N{NO-BREAK SPACE}EUR '
                      'per million requests',
                      '3.00 vCPU-hours 2.00\N{NO-BREAK SPACE}EUR per '
                      'vCPU-hour'):
            self.assertIn(words, page.text())


class ManyTests(RunsMixin, base.BillingTestCase):

    def setUp(self):
        super().setUp()
        self.many = self.instance(host='compute-0')
        hour = base.hours(1)
        readings = []
        for number in range(200):
            host = f'compute-{number * 7 % 40}'
            start = MONTH + number * hour
            if number:
                self.many.migrate(start, host)
            readings.append(self.guest(self.many, host, number).uses(
                cpu_used=HOUR_NS // 2).ends(start + hour))
        self.service.record(self.many)
        self.service.read(*readings)

    @override_settings(API_RESULT_PAGE_SIZE=20)
    def test_two_hundred_runs_come_in_pages(self):
        response, page = self.get(self.many)
        self.assertLess(len(response.content), 300_000)
        self.assertEqual(200, len(self.bars(page)))
        self.assertIn('200 runs 40 hosts 199 moves', page.text())
        self.assertIn('1 to 20 of 200', page.text())
        self.assertIn('Other hosts', page.text())
        self.assertIn('All runs that are billed 100.00', page.text())
        links = [link['href'] for link in page.all('a')
                 if 'runs=' in link.get('href', '')]
        self.assertEqual(['?runs=2#billing-way-title'], links)

    @override_settings(API_RESULT_PAGE_SIZE=20)
    def test_the_pages_keep_the_month(self):
        _response, page = self.get(self.many, '?month=2026-10&runs=2')
        self.assertIn('21 to 40 of 200', page.text())
        self.assertEqual(
            ['?month=2026-10&runs=1#billing-way-title',
             '?month=2026-10&runs=3#billing-way-title'],
            [link['href'] for link in page.all('a')
             if 'runs=' in link.get('href', '')])


class FailureTests(RunsMixin, base.BillingTestCase):

    def assertNothingIsKnown(self, instance):
        response, page = self.get(instance)
        self.assertEqual(1, len(self.errors(response)))
        self.assertIn('Unable to retrieve where the instance ran',
                      self.errors(response)[0])
        self.assertEqual([], self.bars(page))
        self.assertEqual([], page.all('table', id='billing-runs'))
        self.assertNotIn('No agent counted', page.text())
        # The rest of the page is there.
        self.assertIn('CPU time used 3.00 vCPU-hours', page.text())

    def test_the_runs_cannot_be_had(self):
        instance = self.migrated()

        def fail(resource_id):
            raise db_exception.DBConnectionError(resource_id)

        self.service.books.runs = fail
        self.assertNothingIsKnown(instance)

    def test_the_policy_of_the_api_forbids_it(self):
        instance = self.migrated()
        self.service.forbid('billing:runs:get')
        self.assertNothingIsKnown(instance)

    def test_where_horizons_policy_forbids_it_nothing_is_asked(self):
        instance = self.migrated()
        self.forbid('billing:runs:get')
        self.service.books.runs = None
        response, page = self.get(instance)
        self.assertNoMessages(response)
        self.assertNotIn('Way over the Hosts', page.text())
        self.assertIn('CPU time used 3.00 vCPU-hours', page.text())


class AdminTests(RunsMixin, base.AdminTestCase):

    def test_administrators_read_names(self):
        response, page = self.get(self.migrated())
        self.assertIn('compute-7, from 2026-11-01 00:00:00 until 2026-11-01 '
                      '10:00:00, exact', page.text())
        self.assertIn('From compute-7 to compute-8, 2026-11-01 10:00:00',
                      page.text())
        self.assertNotContains(response, 'Host\N{NO-BREAK SPACE}1')

    @override_settings(API_RESULT_PAGE_SIZE=3)
    def test_a_long_life_comes_in_pages(self):
        instance = self.migrated([f'compute-{n}' for n in range(7)])
        response, page = self.get(instance, '?segments=3')
        segment, = response.context['timeline_table'].data
        self.assertEqual('compute-6', segment.host)
        self.assertEqual(['?segments=2#billing-timeline'],
                         [link['href'] for link in page.all('a')
                          if 'segments=' in link.get('href', '')])

    def test_long_names_of_hosts_are_cut_in_the_table(self):
        name = 'x' * 255
        _response, page = self.get(self.migrated([name]))
        self.assertIn({'scope': 'row', 'title': name}, page.all('th'))
        self.assertIn(f' {"x" * 63}\N{HORIZONTAL ELLIPSIS} ', page.text())

    def test_hostile_names_of_hosts_are_text(self):
        names = (*base.HOSTILE_NAMES, base.ANGULAR_NAME)
        response, page = self.get(self.migrated(names))
        for name in base.HOSTILE_NAMES:
            with self.subTest(name=name[:30]):
                self.assertShows(name, page)
        self.assertNotIn('{$7*7', response.content.decode())


class OverviewTests(RunsMixin, base.BillingTestCase):

    def get_overview(self):
        response = self.client.get(reverse('horizon:project:billing:index'))
        return response, base.Page(response)

    def test_what_was_used_stands_beside_what_was_allocated(self):
        self.migrated(name='counted')
        quiet = self.instance(MONTH + datetime.timedelta(days=1),
                              name='quiet')
        self.service.record(quiet)
        response, page = self.get_overview()
        self.assertEqual(
            {'counted': '3.00', 'quiet': None},
            {row.datum.name: row.cells['cpu_used'].data
             for row in response.context['table'].get_rows()})
        self.assertIn('Network (GiB)', page.text())
        self.assertIn('\N{EM DASH}', page.text())

    def test_without_agents_there_are_no_columns_for_it(self):
        self.service.record(self.instance())
        _response, page = self.get_overview()
        self.assertNotIn('Network (GiB)', page.text())
        self.assertNotIn('\N{EM DASH}', page.text())

    def test_what_has_no_hours_any_more_is_listed(self):
        gone = self.instance(service.LAST_MONTH)
        gone.soft_delete(service.LAST_MONTH + base.hours(3))
        self.service.record(gone)
        response, _page = self.get_overview()
        instance, = response.context['table'].data
        self.assertEqual({'disk.allocated'}, set(instance.quantities))
