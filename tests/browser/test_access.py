# SPDX-License-Identifier: Apache-2.0
"""Members see no prices to set, and nobody sees 0.00 for an unknown cost."""

from tests.browser import base
from tests.browser import stack


class MemberTest(base.BrowserTest):
    def test_a_member_has_no_admin_panel(self):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        links = [link.get_attribute('href')
                 for link in browser.find_all('#sidebar a, .sidebar a, nav a')]
        self.assertTrue([link for link in links
                         if link and link.endswith(base.OVERVIEW)])
        self.assertFalse([link for link in links if link and '/admin' in link])

    def test_a_member_does_not_get_the_pages_of_prices(self):
        browser = self.browse('demo')
        for page in (base.PRICES, base.PRICES + 'create/'):
            with self.subTest(page=page):
                browser.open(page)
                self.assertEqual(403, browser.status)
                self.assertFalse(browser.find_all('#prices, form[action*='
                                                  'billing_prices]'))

    def test_a_member_cannot_set_a_price_past_the_panel(self):
        before = self.stack.manage('price', 'list')
        with self.assertRaisesRegex(stack.StackError, '403'):
            self.stack.openstack('billing', 'price', 'create',
                                 'instance.uptime', '0')
        self.assertEqual(before, self.stack.manage('price', 'list'))

    def test_a_member_does_not_see_other_projects(self):
        infra = self.stack.project_id('infra')
        with self.assertRaisesRegex(stack.StackError, '403'):
            self.stack.openstack('billing', 'charge', 'list',
                                 '--project', infra)


class ApiDownTest(base.BrowserTest):
    def test_an_unknown_cost_is_an_error_and_never_zero(self):
        member = self.browse('demo')
        admin = self.browse('admin')
        member.open(base.OVERVIEW)
        instance = member.find('#instances td a').get_attribute('href')
        self.addCleanup(self.stack.start, feed=False)
        self.stack.stop_api()
        pages = ((member, base.OVERVIEW), (admin, base.PRICES),
                 (member, instance.removeprefix(member.url)))
        for browser, page in pages:
            with self.subTest(page=page):
                browser.open(page)
                self.assertIn('Unable to retrieve',
                              browser.find('.alert-danger').text)
                self.assertFalse(browser.find_all('#billing-total'))
                self.assertNotRegex(browser.text, r'\b0[.,]00\b')
                browser.picture(f'api-down{page.replace("/", "-")}'[:40])
