# SPDX-License-Identifier: Apache-2.0
"""Project > Billing > Overview, in front of a real billing API."""

import datetime
import decimal
import socket

from django.test.utils import override_settings
from django.urls import reverse

from billing_ledger import ledger
from billing_ledger import text
from tests.horizon import base
from tests.horizon import notifications
from tests.horizon import service
from tests.unit.ledger import services

INDEX = reverse('horizon:project:billing:index')
EUR = decimal.Decimal('0.0123')


class OverviewTests(base.BillingTestCase):

    def get(self, query=''):
        response = self.client.get(INDEX + query)
        self.assertEqual(200, response.status_code)
        return response, base.Page(response)

    def rows(self, page_response):
        return page_response.context['table'].data

    def price_vcpus(self, **fields):
        return self.service.price('vcpu.allocated', EUR, 'vCPU-hour',
                                  **fields)

    def test_the_total_is_that_of_the_api_to_the_last_digit(self):
        self.service.record(
            self.instance(service.LAST_MONTH + base.hours(7)),
            self.instance(service.MONTH + datetime.timedelta(
                minutes=20, seconds=1), flavor='m1.large'))
        self.price_vcpus(effective_from=service.LAST_MONTH)
        response, page = self.get()
        self.assertNoMessages(response)
        total = self.service.books.charges(ledger.Query(
            service.MONTH, service.NOW, self.tenant.id)).totals['EUR']
        exact = text.of_amount(total)
        self.assertEqual([{'id': 'billing-total', 'value': exact,
                           'data-currency': 'EUR'}],
                         page.all('data', id='billing-total'))
        rounded = total.quantize(decimal.Decimal('0.01'))
        self.assertIn(f'{rounded}\N{NO-BREAK SPACE}EUR', page.text())

    def test_a_volume_is_on_the_bill_and_has_no_page(self):
        """10 GiB for one hour at 0.5."""
        volume = services.Volume(project_id=self.tenant.id,
                                 created_at=service.MONTH)
        self.service.record(
            volume.created().after(base.hours(1)).deleted())
        self.service.price('volume.stored', decimal.Decimal('0.5'),
                           'GiB-hour')
        response, page = self.get()
        self.assertNoMessages(response)
        row, = self.rows(response)
        self.assertEqual(('data-1', 10), (
            row.name, row.quantities['volume.stored']))
        self.assertIn('5.00\N{NO-BREAK SPACE}EUR', page.text())
        self.assertFalse([link for link in page.all('a')
                          if services.VOLUME in link.get('href', '')])

    def test_the_period_is_stated(self):
        _response, page = self.get()
        self.assertEqual(
            [service.MONTH, service.NOW],
            [datetime.datetime.fromisoformat(
                page.all('time', id=name)[0]['datetime'])
             for name in ('billing-start', 'billing-end')])
        self.assertIn('Cost of November 2026 so far', page.text())

    def test_instances_are_listed_by_cost_deleted_ones_too(self):
        small = self.instance(name='small')
        gone = self.instance(name='gone', flavor='m1.large')
        gone.delete(service.MONTH + base.hours(10))
        large = self.instance(name='large', flavor='m1.large')
        self.service.record(small, gone, large)
        self.price_vcpus()
        response, page = self.get()
        self.assertEqual(['large', 'small', 'gone'],
                         [row.name for row in self.rows(response)])
        row = self.rows(response)[2]
        self.assertEqual(
            {'instance.uptime': 10, 'vcpu.allocated': 40,
             'memory.allocated': 80, 'disk.allocated': 800}, row.quantities)
        self.assertEqual(40 * EUR, row.costs[0].amount)
        self.assertIn('800.00', page.text())

    def test_an_instance_without_a_price_does_not_cost_nothing(self):
        self.service.record(self.instance(name='large', flavor='m1.large'),
                            self.instance(name='small'))
        self.price_vcpus(flavor='m1.large')
        response, page = self.get()
        self.assertEqual(['large', 'small'],
                         [row.name for row in self.rows(response)])
        self.assertEqual(1, page.text().count('no price'))
        self.assertNotIn('0.00\N{NO-BREAK SPACE}', page.text())

    def test_without_any_price_there_is_no_total(self):
        self.service.record(self.instance())
        response, page = self.get()
        self.assertNoMessages(response)
        self.assertEqual([], page.all('data'))
        self.assertIn('Nothing that was used has a price.', page.text())
        self.assertIn('There are no prices for this project', page.text())

    def test_without_any_instance_nothing_was_billed(self):
        self.price_vcpus()
        response, page = self.get()
        self.assertNoMessages(response)
        self.assertEqual([], page.all('data'))
        self.assertIn('No instance was billed in this month.', page.text())

    def test_each_currency_has_its_total_and_chart(self):
        self.service.record(self.instance())
        self.price_vcpus()
        self.service.price('memory.allocated', decimal.Decimal(2),
                           'GiB-hour', currency='JPY', plan='yen')
        self.service.assign(self.tenant.id, 'yen',
                            service.MONTH + base.hours(14))
        response, page = self.get()
        self.assertEqual(['EUR', 'JPY'], [
            total.currency for total in response.context['bill'].totals])
        self.assertEqual(1, len(page.all('data', id='billing-total')))
        self.assertEqual(2, len(page.all('svg', role='img')))
        # 500.5 hours of 2 GiB; a yen has no decimals.
        self.assertIn('2,002\N{NO-BREAK SPACE}JPY', page.text())

    def test_what_is_less_than_a_cent_is_not_shown_as_nothing(self):
        instance = self.instance(service.NOW - base.hours(1))
        self.service.record(instance)
        self.service.price('vcpu.allocated', decimal.Decimal('0.0000001'),
                           'vCPU-hour')
        _response, page = self.get()
        self.assertEqual('0.0000001000', page.all(
            'data', id='billing-total')[0]['value'])
        self.assertIn('less than 0.01\N{NO-BREAK SPACE}EUR', page.text())

    def test_the_chart_has_a_bar_a_day_and_a_table_with_the_same(self):
        instance = self.instance(service.MONTH + base.hours(12))
        instance.delete(service.MONTH + base.hours(48))
        self.service.record(instance)
        self.service.price('vcpu.allocated', decimal.Decimal(1),
                           'vCPU-hour')
        _response, page = self.get()
        bars = page.all('rect', **{'class': 'billing-bar'})
        self.assertEqual(2, len(bars))
        heights = [decimal.Decimal(bar['height']) for bar in bars]
        self.assertEqual(2 * heights[0], heights[1])
        for words in ('Nov. 1, 2026: 12.00\N{NO-BREAK SPACE}EUR',
                      'Nov. 2, 2026: 24.00\N{NO-BREAK SPACE}EUR'):
            self.assertIn(words, page.text())
        chart = page.all('svg', role='img')[0]
        described_by = chart['aria-labelledby'].split()
        self.assertEqual(
            described_by, [page.all(tag)[-1 if tag == 'desc' else 1]['id']
                           for tag in ('title', 'desc')])
        self.assertEqual(1, len(page.all('details')))
        self.assertEqual([], [attrs for tag, attrs in page.elements
                              if tag in ('svg', 'rect', 'g', 'text')
                              and 'style' in attrs])

    def test_prices_in_force_are_told_in_words(self):
        self.price_vcpus()
        self.service.price('instance.uptime', decimal.Decimal(3),
                           'instance-hour', flavor='m1.large',
                           project_id=self.tenant.id)
        self.service.price('disk.allocated', decimal.Decimal(9), 'GiB-hour',
                           project_id='somebody-else')
        self.service.price('memory.allocated', decimal.Decimal(9),
                           'GiB-hour',
                           effective_from=service.NEXT_HOUR)
        _response, page = self.get()
        self.assertIn('0.0123\N{NO-BREAK SPACE}EUR per vCPU-hour everyone',
                      page.text())
        self.assertIn('3.00\N{NO-BREAK SPACE}EUR per instance-hour '
                      'this project, flavor m1.large', page.text())
        self.assertNotIn('9.00', page.text())

    def test_another_projects_instances_are_not_there(self):
        self.service.record(
            notifications.Instance('another-project', service.MONTH,
                                   name='not-mine'),
            self.instance(name='mine'))
        response, _page = self.get()
        self.assertEqual(['mine'], [row.name for row in self.rows(response)])

    def test_long_lists_come_in_pages(self):
        self.service.record(*(self.instance(name=f'web-{number:02}')
                              for number in range(5)))
        with override_settings(API_RESULT_PAGE_SIZE=2):
            response, page = self.get('?page=2')
            self.assertEqual(['web-02', 'web-03'],
                             [row.name for row in self.rows(response)])
            self.assertIn('3 to 4 of 5', page.text())
            self.assertEqual(['?page=1', '?page=1', '?page=3', '?page=3'],
                             sorted(link['href'] for link in page.all('a')
                                    if '?page=' in link.get('href', '')))
            for query in ('?page=3', '?page=99', '?page=9999999999999'):
                self.get(query)
            for query in ('?page=0', '?page=-1', '?page=x', '?page='):
                response, _page = self.get(query)
                self.assertEqual('web-00', self.rows(response)[0].name)

    def test_numbers_are_written_as_the_reader_does(self):
        self.service.record(self.instance(flavor='m1.large'))
        self.service.price('vcpu.allocated', decimal.Decimal('1.5'),
                           'vCPU-hour')
        page = base.Page(self.client.get(INDEX,
                                         headers={'accept-language': 'de'}))
        self.assertIn('3.087,00\N{NO-BREAK SPACE}EUR', page.text())
        self.assertEqual('3087.0000000000', page.all(
            'data', id='billing-total')[0]['value'])
        self.assertEqual([], [bar for bar in page.all('rect')
                              if ',' in bar['x'] + bar['height']])

    def test_hostile_names_are_text(self):
        names = (*base.HOSTILE_NAMES, base.ANGULAR_NAME)
        self.service.record(*(self.instance(name=name) for name in names))
        self.price_vcpus()
        response, page = self.get()
        for name in base.HOSTILE_NAMES:
            with self.subTest(name=name[:30]):
                self.assertShows(name, page)
        self.assertNotIn('{$7*7', response.content.decode())


class MonthTests(base.BillingTestCase):

    def get(self, query=''):
        response = self.client.get(INDEX + query)
        self.assertEqual(200, response.status_code)
        return response, base.Page(response)

    def month_links(self, page):
        return [link['href'] for link in page.all('a')
                if '?month=' in link.get('href', '')]

    def test_another_month_is_shown_from_its_first_to_its_last(self):
        self.service.record(self.instance(
            service.LAST_MONTH + base.hours(24), flavor='m1.small'))
        self.service.price('instance.uptime', decimal.Decimal(1),
                           'instance-hour',
                           effective_from=service.LAST_MONTH)
        response, page = self.get('?month=2026-10')
        self.assertNoMessages(response)
        self.assertEqual('720.0000000000', page.all(
            'data', id='billing-total')[0]['value'])
        self.assertIn('Cost of October 2026', page.text())
        self.assertIn('?month=2026-09', self.month_links(page))
        self.assertIn('?month=2026-11', self.month_links(page))
        links = [link['href'] for link in page.all('a')
                 if '/project/billing/' in link.get('href', '')]
        self.assertTrue([link for link in links
                         if link.endswith('/?month=2026-10')])

    def test_from_the_current_month_no_link_leads_to_the_future(self):
        _response, page = self.get()
        self.assertEqual(['?month=2026-10'], self.month_links(page))

    def test_what_is_no_month_is_answered_with_the_current_one(self):
        for text_ in ('', '2026', '2026-13', '2026-00', '1999-12',
                      '2026-11-01', '2026-1', '٢٠٢٦-١١', '9999-12',
                      '2026-12', '"><script>alert(1)</script>'):
            with self.subTest(month=text_):
                response = self.client.get(INDEX, {'month': text_})
                self.assertEqual(1, len(self.errors(response)))
                self.assertIn('Cost of November 2026 so far',
                              base.Page(response).text())
                self.assertNotContains(response, '<script>alert')


class TimeZoneTests(base.BillingTestCase):
    """Months begin where the billing service is, wherever Horizon is."""

    billing_options = {'time_zone': 'Asia/Kolkata'}

    def setUp(self):
        super().setUp()
        self.service.record(self.instance(service.LAST_MONTH))
        self.service.price('instance.uptime', decimal.Decimal(1),
                           'instance-hour',
                           effective_from=service.LAST_MONTH
                           - datetime.timedelta(days=1, minutes=30))

    @override_settings(HORIZON_BILLING_TIME_ZONE='Asia/Kolkata')
    def test_a_month_begins_at_midnight_of_that_zone(self):
        page = base.Page(self.client.get(INDEX + '?month=2026-10'))
        self.assertEqual('738.5000000000', page.all(
            'data', id='billing-total')[0]['value'])

    def test_the_log_tells_an_operator_who_forgot_the_zone(self):
        with self.assertLogs('horizon_billing', 'WARNING') as logged:
            self.client.get(INDEX)
        self.assertIn('HORIZON_BILLING_TIME_ZONE', logged.output[0])


class FailureTests(base.BillingTestCase):
    """Whatever happens to the API, nobody is told that things cost 0.00."""

    def assertNothingIsKnown(self, response):
        self.assertEqual(200, response.status_code)
        self.assertEqual(1, len(self.errors(response)))
        page = base.Page(response)
        self.assertIn('\N{EM DASH}', page.text())
        self.assertEqual([], page.all('data'))
        self.assertNotIn('0.00', page.text())
        self.assertNotIn('No instance was billed', page.text())
        self.assertNotIn('There are no prices', page.text())

    def test_the_api_is_down(self):
        self.service.stop()
        self.assertNothingIsKnown(self.client.get(INDEX))

    @override_settings(HORIZON_BILLING_API_TIMEOUT=0.2)
    def test_the_api_does_not_answer_in_time(self):
        with socket.create_server(('127.0.0.1', 0)) as silent:
            self.offer_billing(f'http://127.0.0.1:{silent.getsockname()[1]}')
            self.assertNothingIsKnown(self.client.get(INDEX))

    def test_the_apis_database_fails(self):
        with self.service.books.database.engine().begin() as connection:
            connection.exec_driver_sql('DROP TABLE stale_timeline')
        self.assertNothingIsKnown(self.client.get(INDEX))

    def test_the_policy_of_the_api_forbids_it(self):
        self.service.knows(self.token.id, self.user.id, self.tenant.id,
                           roles=['nobody'])
        response = self.client.get(INDEX)
        self.assertNothingIsKnown(response)
        self.assertIn('Policy billing:charges:list does not allow',
                      self.errors(response)[0])

    def test_the_token_is_not_good_any_more(self):
        self.service.identities.known.clear()
        response = self.client.get(INDEX)
        self.assertEqual(403, response.status_code)
        self.assertTemplateUsed(response, 'not_authorized.html')

    def test_the_endpoint_is_of_another_service(self):
        self.offer_billing(self.service.url + '/v1/openapi.json#')
        self.assertNothingIsKnown(self.client.get(INDEX))


class AccessTests(base.BillingTestCase):

    def test_without_a_billing_service_the_panel_is_not_there(self):
        self.service_catalog[:] = [entry for entry in self.service_catalog
                                   if entry['type'] != 'billing']
        self.assertEqual(403, self.client.get(INDEX).status_code)

    def test_without_a_role_that_may_read_the_panel_is_not_there(self):
        self.setActiveUser(
            id=self.user.id, token=self.token, username=self.user.name,
            tenant_id=self.tenant.id, service_catalog=self.service_catalog,
            roles=[{'name': 'nobody'}],
            authorized_tenants=self.context['authorized_tenants'])
        self.assertEqual(403, self.client.get(INDEX).status_code)
