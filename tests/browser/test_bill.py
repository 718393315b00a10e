# SPDX-License-Identifier: Apache-2.0
"""The bill that a user reads is the bill everywhere."""

import decimal

from selenium.webdriver.common.by import By

from tests.browser import base

CENT = decimal.Decimal('0.01')


class BillTest(base.BrowserTest):
    def check_total(self, browser, project):
        """Compare a page with both commands, over the page's own period."""
        page = self.read_total(browser)
        period = ('--start', page.start, '--end', page.end)
        listed = self.stack.openstack('billing', 'charge', 'list', *period,
                                      cloud=project)
        total = decimal.Decimal(page.value)
        self.assertGreater(total, 0)
        self.assertEqual(total, base.amount(listed))
        self.assertEqual(total, base.amount(
            self.charges(page.start, page.end, project)))
        rounded = total.quantize(CENT, decimal.ROUND_HALF_EVEN)
        self.assertEqual(f'{rounded:,} EUR', page.text.replace('\xa0', ' '))
        self.check_sum_of_instances(browser, total)
        return listed

    def check_sum_of_instances(self, browser, total):
        """Add up the column of costs, at its exact values."""
        costs = [decimal.Decimal(cell.get_dom_attribute('value'))
                 for cell in browser.find_all('#instances td data')]
        self.assertEqual(total, sum(costs))

    def test_demo_reads_the_total_of_both_commands(self):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        self.check_total(browser, 'demo')

    def test_each_project_has_its_own_bill(self):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        demo = self.check_total(browser, 'demo')
        browser = self.browse('research', project='research')
        browser.open(base.OVERVIEW)
        research = self.check_total(browser, 'research')
        self.assertFalse({row['resource_id'] for row in demo}
                         & {row['resource_id'] for row in research})
        for row in demo:
            self.assertNotIn(row['resource_name'], browser.text)

    def open_instance(self, browser):
        """Open the page of db-1, which was live-migrated; return its id."""
        browser.open(base.OVERVIEW)
        link = browser.driver.find_element(By.LINK_TEXT, 'db-1')
        instance_id = link.get_attribute('href').rstrip('/').rsplit('/')[-1]
        link.click()
        browser.find('#timeline tbody tr')
        return instance_id

    def test_the_lines_of_an_instance_add_up_to_its_cost(self):
        browser = self.browse('demo')
        self.open_instance(browser)
        total, *more = [decimal.Decimal(cell.get_dom_attribute('value'))
                        for cell in browser.find_all('.h2 data')]
        self.assertFalse(more)
        self.assertEqual(total, sum(
            decimal.Decimal(cell.get_dom_attribute('value'))
            for cell in browser.find_all('#charges td data')))

    def test_operators_see_the_hosts_and_members_do_not(self):
        admin = self.browse('admin')
        segments = self.stack.manage('timeline', self.open_instance(admin))
        hosts = [segment['host'] for segment in segments if segment['host']]
        self.assertGreater(len(hosts), 0)
        timeline = admin.find('#timeline').text
        for host in set(hosts):
            self.assertIn(host, timeline)
        member = self.browse('demo')
        self.open_instance(member)
        for host in set(hosts):
            self.assertNotIn(host, member.text)

    def test_what_went_through_the_bus_is_all_there_was(self):
        result = self.stack.manage(
            'replay', str(self.stack.folder / 'month.jsonl'))
        self.assertEqual(0, result['recorded'])
        self.assertEqual(0, result['quarantined'])
        self.assertGreater(result['duplicates'], 0)
