# SPDX-License-Identifier: Apache-2.0
"""Admin > Billing > Prices, in front of a real billing API."""

import decimal

from django.test.utils import override_settings
from django.urls import reverse

from tests.horizon import base
from tests.horizon import service

INDEX = reverse('horizon:admin:billing_prices:index')
CREATE = reverse('horizon:admin:billing_prices:create')


def end_url(price_id):
    return reverse('horizon:admin:billing_prices:end', args=[price_id])


class ListTests(base.AdminTestCase):

    def get(self):
        response = self.client.get(INDEX)
        self.assertEqual(200, response.status_code)
        return response, base.Page(response)

    def states(self, response):
        return [row.state.value
                for row in response.context['table'].data]

    def test_prices_are_listed_with_what_has_ended_and_what_is_to_come(self):
        for start in (service.LAST_MONTH, service.MONTH, service.NEXT_HOUR):
            self.service.price('vcpu.allocated', decimal.Decimal('0.0123'),
                               'vCPU-hour', effective_from=start)
        response, page = self.get()
        self.assertNoMessages(response)
        self.assertEqual(['to come', 'in force', 'ended'],
                         self.states(response))
        for words in ('0.0123\N{NO-BREAK SPACE}EUR per vCPU-hour',
                      'In force', 'Ended', 'From Nov. 22, 2026, 11 a.m.',
                      'Oct. 1, 2026, midnight', 'open end', 'Everyone',
                      'somebody'):
            self.assertIn(words, page.text())
        # What has ended cannot be ended.
        self.assertEqual(2, len([link for link in page.all('a')
                                 if link.get('href', '').endswith('/end/')]))

    def test_those_for_whom_a_price_is_have_names(self):
        self.service.price('vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                           project_id=self.tenant.id, flavor='m1.large')
        _response, page = self.get()
        self.assertIn(f'Project {self.tenant.name}, flavor m1.large',
                      page.text())

    def test_without_keystones_help_they_have_ids(self):
        self.projects.side_effect = self.users_by_id.side_effect = (
            base.keystone_fails())
        self.service.price('vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                           project_id=self.tenant.id)
        response, page = self.get()
        self.assertNoMessages(response)
        self.assertIn(f'Project {self.tenant.id}', page.text())
        self.assertIn('the-operator', page.text())

    def test_hostile_names_are_text(self):
        # Nova and Keystone have such names as well; nobody checks them here.
        for number, name in enumerate(base.HOSTILE_NAMES):
            self.service.price(
                'vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                flavor=name, project_id=f'project-{number}')
        response, page = self.get()
        for name in base.HOSTILE_NAMES:
            self.assertShows(name, page)
        price_id = response.context['table'].data[0].id
        for url in (CREATE, end_url(price_id)):
            self.flavors.list()[0].name = base.HOSTILE_NAMES[0]
            self.tenants.list()[0].name = base.HOSTILE_NAMES[1]
            form = base.Page(self.client.get(url))
            self.assertFalse([script for script in form.scripts
                              if 'alert(1)' in script])
            self.assertEqual([], form.all('img', onerror='alert(1)>'))

    def test_in_the_modal_of_a_price_its_flavor_is_text(self):
        for number, name in enumerate(base.HOSTILE_NAMES):
            price = self.service.price(
                'vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                flavor=name, project_id=f'project-{number}')
            response = self.client.get(
                end_url(price.id),
                headers={'x-requested-with': 'XMLHttpRequest'})
            self.assertShows(name, base.Page(response))

    def test_there_are_no_prices(self):
        response, page = self.get()
        self.assertNoMessages(response)
        self.assertIn('There are no prices: nothing is charged.',
                      page.text())

    def test_the_api_is_down(self):
        self.service.stop()
        response, page = self.get()
        self.assertEqual(1, len(self.errors(response)))
        self.assertIn('The prices are not known at the moment', page.text())
        self.assertNotIn('nothing is charged', page.text())


class CreateTests(base.AdminTestCase):

    def post(self, **changed):
        return self.client.post(CREATE, {
            'meter': 'vcpu.allocated', 'unit_price': '0.0123',
            'currency': 'EUR', 'project_id': '', 'flavor': '',
            'effective_from': '2026-11-22T11:00'} | changed)

    def assertRefused(self, field, words, **changed):
        response = self.post(**changed)
        self.assertEqual(200, response.status_code)
        self.assertIn(words, ' '.join(
            response.context['form'].errors.get(field, ())))
        self.assertContains(response, words)
        self.assertEqual([], self.service.books.prices.list())

    def test_the_form_offers_what_there_is(self):
        page = base.Page(self.client.get(CREATE))
        self.assertIn('Virtual CPUs of the flavor', page.text())
        self.assertIn('vCPUs, per vCPU-hour', page.text())
        hour = page.all('input', id='id_effective_from')[0]
        self.assertEqual(
            ('datetime-local', '2026-11-22T11:00', '2026-11-22T11:00'),
            (hour['type'], hour['min'], hour['value']))
        self.assertTrue(page.all('option', value=self.tenant.id))
        self.assertTrue(page.all('option', value=self.flavors.first().name))
        self.assertEqual([], [attrs for attrs in page.all('input')
                              if 'style' in attrs])

    def test_it_suggests_the_currency_of_most_prices(self):
        self.assertNotIn('value', base.Page(
            self.client.get(CREATE)).all('input', id='id_currency')[0])
        self.service.price('vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                           currency='CHF')
        self.assertEqual('CHF', base.Page(
            self.client.get(CREATE)).all(
                'input', id='id_currency')[0]['value'])

    def test_without_keystone_and_nova_ids_and_names_are_typed(self):
        self.projects.side_effect = self.flavor_list.side_effect = (
            base.keystone_fails())
        response = self.client.get(CREATE)
        self.assertNoMessages(response)
        page = base.Page(response)
        self.assertEqual('text', page.all(
            'input', id='id_project_id')[0]['type'])
        self.assertNoFormErrors(self.post(project_id='p-1', flavor='huge'))
        price, = self.service.books.prices.list()
        self.assertEqual(('p-1', 'huge'), (price.project_id, price.flavor))

    def test_a_price_is_set(self):
        response = self.post(project_id=self.tenant.id, flavor='m1.large')
        self.assertNoFormErrors(response)
        self.assertRedirectsNoFollow(response, INDEX)
        self.assertMessageCount(success=1)
        price, = self.service.books.prices.list()
        self.assertEqual(
            (decimal.Decimal('0.0123'), 'EUR', 'vCPU-hour', self.tenant.id,
             'm1.large', service.NEXT_HOUR, self.user.id),
            (price.unit_price, price.currency, price.pricing_unit,
             price.project_id, price.flavor, price.effective_from,
             price.created_by))

    def test_every_digit_counts(self):
        self.assertNoFormErrors(self.post(unit_price='0.000000000000000001'))
        price, = self.service.books.prices.list()
        self.assertEqual(decimal.Decimal('1e-18'), price.unit_price)

    def test_without_a_currency_it_is_that_of_the_cloud(self):
        self.assertNoFormErrors(self.post(currency=''))
        price, = self.service.books.prices.list()
        self.assertEqual('EUR', price.currency)

    def test_numbers_are_read_as_the_reader_writes_them(self):
        response = self.client.post(CREATE, {
            'meter': 'vcpu.allocated', 'unit_price': '0,05',
            'currency': 'EUR', 'effective_from': '2026-11-22T11:00'},
            headers={'accept-language': 'de'})
        self.assertNoFormErrors(response)
        price, = self.service.books.prices.list()
        self.assertEqual(decimal.Decimal('0.05'), price.unit_price)

    def test_an_english_reader_does_not_set_a_hundredfold_price(self):
        self.assertRefused('unit_price', 'Enter a number.', unit_price='0,05')

    def test_times_are_those_of_the_reader(self):
        self.client.cookies['django_timezone'] = 'Europe/Berlin'
        page = base.Page(self.client.get(CREATE))
        self.assertEqual('2026-11-22T12:00', page.all(
            'input', id='id_effective_from')[0]['value'])
        self.assertNoFormErrors(self.post(effective_from='2026-11-22T13:00'))
        price, = self.service.books.prices.list()
        self.assertEqual(service.NEXT_HOUR + base.hours(1),
                         price.effective_from)

    def test_what_makes_no_sense_is_refused_with_a_reason(self):
        for field, value, words in (
                ('effective_from', '2026-11-22T11:30',
                 'Prices change at full hours (UTC), such as Nov. 22, 2026, '
                 '11 a.m. or Nov. 22, 2026, noon, not between them.'),
                ('effective_from', '2026-11-22T10:00',
                 'Take Nov. 22, 2026, 11 a.m. or later.'),
                ('effective_from', 'soon', 'Enter a valid date/time.'),
                ('effective_from', '', 'This field is required.'),
                ('unit_price', '-1', 'greater than or equal to 0'),
                ('unit_price', 'NaN', 'Enter a number.'),
                ('unit_price', 'Infinity', 'Enter a number.'),
                ('unit_price', '', 'This field is required.'),
                ('unit_price', '0.' + 18 * '0' + '1', 'decimal places'),
                ('unit_price', '1' + 12 * '0', 'digits'),
                ('currency', 'eur', 'three capital letters'),
                ('currency', 'EURO', 'three capital letters'),
                ('meter', 'nonsense', 'Select a valid choice.'),
                ('project_id', 'nonsense', 'Select a valid choice.'),
                ('flavor', 256 * 'x', 'at most 255 characters')):
            with self.subTest(field=field, value=value[:30]):
                self.assertRefused(field, words, **{field: value})

    def test_what_the_api_refuses_is_told_in_its_words(self):
        self.service.price('vcpu.allocated', decimal.Decimal(1), 'vCPU-hour',
                           effective_from=service.NEXT_HOUR)
        response = self.post()
        self.assertContains(response, 'begins at the same time for the same')
        self.assertEqual(1, len(self.service.books.prices.list()))

    def test_a_policy_of_the_api_that_forbids_it_is_told(self):
        self.service.knows(self.token.id, self.user.id, self.tenant.id,
                           roles=['member', 'reader'])
        response = self.post()
        self.assertContains(response, 'billing:prices:create')
        self.assertEqual([], self.service.books.prices.list())

    def test_when_the_api_is_down_nobody_is_left_in_doubt(self):
        self.service.stop()
        response = self.post()
        self.assertRedirectsNoFollow(response, INDEX)
        self.assertMessageCount(error=1)

    @override_settings(HORIZON_BILLING_API_TIMEOUT=0.5)
    def test_when_the_answer_does_not_come_the_form_does_not_guess(self):
        self.service.identities.stalled_method = 'POST'
        response = self.post()
        self.assertContains(response, 'it may have been done')
        self.service.stop()
        self.assertEqual(1, len(self.service.books.prices.list()))

    def test_a_modal_shows_the_form_alone(self):
        response = self.client.get(
            CREATE, headers={'x-requested-with': 'XMLHttpRequest'})
        self.assertTemplateUsed(response,
                                'admin/billing_prices/_create.html')
        self.assertTemplateNotUsed(response, 'base.html')


class EndTests(base.AdminTestCase):

    def setUp(self):
        super().setUp()
        self.price = self.service.price(
            'vcpu.allocated', decimal.Decimal('0.0123'), 'vCPU-hour',
            flavor='m1.large')

    def post(self, when):
        return self.client.post(end_url(self.price.id),
                                {'effective_until': when})

    def ends_at(self):
        return self.service.books.prices.get(self.price.id).effective_until

    def test_the_form_says_which_price_it_is(self):
        page = base.Page(self.client.get(end_url(self.price.id)))
        self.assertIn('vCPUs 0.0123\N{NO-BREAK SPACE}EUR per vCPU-hour '
                      '\N{EN DASH} Flavor m1.large', page.text())
        self.assertEqual('2026-11-22T11:00', page.all(
            'input', id='id_effective_until')[0]['value'])

    def test_a_price_ends(self):
        response = self.post('2026-11-22T12:00')
        self.assertNoFormErrors(response)
        self.assertRedirectsNoFollow(response, INDEX)
        self.assertMessageCount(success=1)
        self.assertEqual(service.NEXT_HOUR + base.hours(1), self.ends_at())
        self.assertEqual(self.user.id, self.service.books.prices.get(
            self.price.id).ended_by)

    def test_a_price_to_come_ends_where_it_would_begin(self):
        start = service.NEXT_HOUR + base.hours(100)
        price = self.service.price('disk.allocated', decimal.Decimal(1),
                                   'GiB-hour', effective_from=start)
        page = base.Page(self.client.get(end_url(price.id)))
        self.assertEqual(f'{start:%Y-%m-%dT%H:%M}', page.all(
            'input', id='id_effective_until')[0]['value'])

    def test_a_price_does_not_end_in_the_past_or_between_hours(self):
        for when, words in (('2026-11-22T10:00', 'That is in the past'),
                            ('2026-11-22T11:01', 'at full hours')):
            response = self.post(when)
            self.assertContains(response, words)
            self.assertIsNone(self.ends_at())

    def test_what_the_api_refuses_is_told_in_its_words(self):
        self.service.books.prices.end(self.price.id, service.NEXT_HOUR)
        response = self.post('2026-11-22T13:00')
        self.assertContains(response, 'The price ends before that')

    def test_a_price_that_is_not_there_leads_back(self):
        response = self.client.get(end_url('nonsense'))
        self.assertRedirectsNoFollow(response, INDEX)
        self.assertMessageCount(error=1)


class UserTests(base.BillingTestCase):
    """Those who are no administrators."""

    def assertShut(self):
        price = self.service.price('vcpu.allocated', decimal.Decimal(1),
                                   'vCPU-hour')
        for url in (INDEX, CREATE, end_url(price.id)):
            self.assertEqual(403, self.client.get(url).status_code)
            self.assertEqual(403, self.client.post(url, {
                'meter': 'vcpu.allocated', 'unit_price': '0',
                'currency': 'EUR', 'effective_from': '2026-11-22T11:00',
                'effective_until': '2026-11-22T11:00'}).status_code)
        self.assertEqual([price], self.service.books.prices.list())

    def test_the_panel_is_shut(self):
        self.assertShut()

    def test_the_panel_is_shut_even_without_any_policy(self):
        with override_settings(POLICY_CHECK_FUNCTION=None):
            self.assertShut()


class LimitedAdminTests(base.AdminTestCase):
    """Administrators whose policy keeps them from ending prices."""

    def test_no_action_without_its_rule(self):
        self.service.price('vcpu.allocated', decimal.Decimal(1), 'vCPU-hour')
        self.forbid('billing:prices:end')
        page = base.Page(self.client.get(INDEX))
        hrefs = [link.get('href', '') for link in page.all('a')]
        self.assertIn(CREATE, hrefs)
        self.assertEqual([], [href for href in hrefs
                              if href.endswith('/end/')])

    def test_no_form_without_its_rule(self):
        price = self.service.price('vcpu.allocated', decimal.Decimal(1),
                                   'vCPU-hour')
        self.forbid('billing:prices:end')
        self.assertEqual(403, self.client.get(
            end_url(price.id)).status_code)
