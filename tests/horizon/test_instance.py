# SPDX-License-Identifier: Apache-2.0
"""The page of one instance, in front of a real billing API."""

import decimal
import uuid

from django.urls import NoReverseMatch
from django.urls import reverse

from tests.horizon import base
from tests.horizon import notifications
from tests.horizon import service

INDEX = reverse('horizon:project:billing:index')


def url_of(instance_id):
    return reverse('horizon:project:billing:detail', args=[instance_id])


class InstanceTests(base.BillingTestCase):

    def get(self, instance, query=''):
        response = self.client.get(url_of(instance.id) + query)
        self.assertEqual(200, response.status_code)
        return response, base.Page(response)

    def test_the_life_is_told_from_the_beginning(self):
        instance = self.instance(name='web-1')
        instance.resize(service.MONTH + base.hours(5), 'm1.large')
        instance.delete(service.MONTH + base.hours(9))
        self.service.record(instance)
        response, page = self.get(instance)
        self.assertNoMessages(response)
        segments = response.context['timeline_table'].data
        self.assertEqual(
            [('m1.small', service.MONTH),
             ('m1.large', service.MONTH + base.hours(5))],
            [(segment.flavor, segment.start) for segment in segments])
        self.assertIn('2026-11-01 09:00:00', page.text())
        self.assertIn('4 vCPU, 8192 MiB, 80 GiB', page.text())

    def test_a_life_that_goes_on_has_no_end(self):
        instance = self.instance()
        self.service.record(instance)
        _response, page = self.get(instance)
        self.assertIn('still so', page.text())

    def test_users_see_neither_hosts_nor_migrations(self):
        instance = self.instance(host='compute-7')
        instance.migrate(service.MONTH + base.hours(2), 'compute-8')
        self.service.record(instance)
        response, _page = self.get(instance)
        self.assertNotContains(response, 'compute-')
        table = response.context['timeline_table']
        self.assertNotIn('host', table.columns)
        self.assertEqual([(service.MONTH, None)],
                         [(row.start, row.end) for row in table.data])

    def test_the_charges_are_told_price_by_price(self):
        instance = self.instance()
        instance.delete(service.MONTH + base.hours(10))
        self.service.record(instance)
        for start, unit_price in ((0, '1'), (4, '0.25')):
            self.service.price(
                'vcpu.allocated', decimal.Decimal(unit_price), 'vCPU-hour',
                effective_from=service.LAST_MONTH + base.hours(start))
        self.service.price('memory.allocated', decimal.Decimal(2),
                           'GiB-hour',
                           effective_from=service.MONTH + base.hours(4))
        response, page = self.get(instance)
        self.assertEqual(
            [('instance.uptime', 10, None),
             ('vcpu.allocated', 10, decimal.Decimal('2.5')),
             ('memory.allocated', 12, decimal.Decimal(24)),
             ('memory.allocated', 8, None),
             ('disk.allocated', 200, None)],
            [(line.meter, line.quantity, line.cost and line.cost.amount)
             for line in response.context['charges_table'].data])
        self.assertIn('10.00 vCPU-hours', page.text())
        self.assertIn('0.25\N{NO-BREAK SPACE}EUR per vCPU-hour',
                      page.text())
        self.assertIn('26.50\N{NO-BREAK SPACE}EUR', page.text())
        self.assertNotIn('0.00\N{NO-BREAK SPACE}', page.text())

    def test_another_month_can_be_looked_at(self):
        instance = self.instance(service.LAST_MONTH)
        self.service.record(instance)
        self.service.price('instance.uptime', decimal.Decimal(1),
                           'instance-hour',
                           effective_from=service.LAST_MONTH)
        _response, page = self.get(instance, '?month=2026-10')
        self.assertIn('744.00\N{NO-BREAK SPACE}EUR', page.text())
        _response, page = self.get(instance, '?month=2026-09')
        self.assertIn('Nothing was billed in this month.', page.text())

    def test_hostile_names_are_text(self):
        for name in (*base.HOSTILE_NAMES, base.ANGULAR_NAME):
            instance = self.instance(name=name)
            self.service.record(instance)
            with self.subTest(name=name[:30]):
                response, page = self.get(instance)
                self.assertNotIn('{$7*7', response.content.decode())
                if name != base.ANGULAR_NAME:
                    self.assertShows(name, page)

    def test_an_id_that_is_none_leads_nowhere(self):
        for instance_id in ('..', '%2e%2e', "';--", '<script>'):
            response = self.client.get(f'{INDEX}{instance_id}/')
            self.assertEqual(404, response.status_code)
        with self.assertRaises(NoReverseMatch):
            url_of('not/an/id')


class RefusalTests(base.BillingTestCase):

    def assertLeadsBack(self, instance_id):
        response = self.client.get(url_of(instance_id))
        self.assertRedirectsNoFollow(response, INDEX)
        self.assertMessageCount(error=1)

    def test_there_is_no_such_instance(self):
        self.assertLeadsBack(str(uuid.uuid4()))

    def test_it_is_another_projects_instance(self):
        other = notifications.Instance('another', service.MONTH)
        self.service.record(other)
        self.assertLeadsBack(other.id)

    def test_the_api_is_down(self):
        instance = self.instance()
        self.service.record(instance)
        self.service.stop()
        self.assertLeadsBack(instance.id)


class AdminTests(base.AdminTestCase):

    def test_administrators_see_hosts(self):
        instance = self.instance(host='compute-7')
        instance.migrate(service.MONTH + base.hours(2), 'compute-8')
        self.service.record(instance)
        response = self.client.get(url_of(instance.id))
        self.assertContains(response, 'compute-7')
        self.assertContains(response, 'compute-8')

    def test_other_projects_are_no_part_of_this_dashboard(self):
        other = notifications.Instance('another', service.MONTH)
        self.service.record(other)
        response = self.client.get(url_of(other.id))
        self.assertRedirectsNoFollow(response, INDEX)
