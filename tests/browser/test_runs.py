# SPDX-License-Identifier: Apache-2.0
"""The way of an instance over the hosts: everybody reads the same of it."""

import datetime
import json

from selenium.webdriver.common.by import By

from tests.browser import base
from tests.browser import test_names
from tests.horizon import notifications
from tests.unit.ledger import guest

HOSTS = test_names.NAMES[:4]
CPU_NS = 90 * 10 ** 9
MINUTES = datetime.timedelta(minutes=10)
NUMBERED = 'Host\N{NO-BREAK SPACE}'


class RunsTestCase(base.BrowserTest):

    def open_instance(self, browser, name):
        """Open an instance's page from the overview; return its id."""
        browser.open(base.OVERVIEW)
        link = browser.driver.find_element(By.LINK_TEXT, name)
        instance_id = link.get_attribute('href').rstrip('/').rsplit('/')[-1]
        link.click()
        browser.find('#timeline tbody tr')
        return instance_id

    def texts(self, browser, selector):
        return [element.get_attribute('textContent').strip()
                for element in browser.find_all(selector)]

    def totals(self, browser):
        """Return the exact numbers in the last row of the table of runs."""
        return [int(cell.get_dom_attribute('value'))
                for cell in browser.find_all('#billing-runs tfoot data')]


class DemoTest(RunsTestCase):
    """db-1 was live-migrated, and an agent on each host counted."""

    def test_the_page_says_what_both_commands_say(self):
        browser = self.browse('demo')
        instance_id = self.open_instance(browser, 'db-1')
        listed = self.stack.openstack('billing', 'run', 'list', instance_id)
        managed = self.stack.manage('runs', instance_id)
        self.assertGreater(len(listed), 0)
        meters = ('cpu.used', 'memory.used', 'disk.read.bytes',
                  'disk.write.bytes', 'disk.read.requests',
                  'disk.write.requests', 'network.incoming.bytes',
                  'network.outgoing.bytes')
        self.assertEqual(
            [sum(int(run[meter]) for run in listed) for meter in meters],
            self.totals(browser))
        self.assertEqual(
            [sum(run['counters'][meter]['last']
                 - run['counters'][meter]['first'] for run in managed)
             for meter in meters], self.totals(browser))
        self.assertEqual(len(listed),
                         len(browser.find_all('#billing-way .billing-run')))

    def test_operators_read_names_and_members_numbers(self):
        admin = self.browse('admin')
        runs = self.stack.manage('runs', self.open_instance(admin, 'db-1'))
        hosts = list(dict.fromkeys(run['host'] for run in runs))
        self.assertEqual(hosts, self.texts(admin, '.billing-host'))
        self.assertEqual([run['host'] for run in runs],
                         self.texts(admin, '#billing-runs tbody th'))
        member = self.browse('demo')
        self.open_instance(member, 'db-1')
        self.assertEqual(
            [f'{NUMBERED}{number + 1}' for number in range(len(hosts))],
            self.texts(member, '.billing-host'))
        for host in hosts:
            self.assertNotIn(host, member.driver.page_source)

    def test_the_page_is_no_wider_than_a_telephone(self):
        browser = self.browse('demo')
        browser.driver.execute_cdp_cmd(
            'Emulation.setDeviceMetricsOverride', {
                'width': 390, 'height': 844, 'deviceScaleFactor': 1,
                'mobile': True})
        self.open_instance(browser, 'db-1')
        self.assertEqual(390, browser.driver.execute_script(
            'return document.documentElement.scrollWidth'))
        picture = browser.find('#billing-way').rect
        self.assertLessEqual(picture['x'] + picture['width'], 390)
        self.assertGreater(picture['width'], 300)


class HostileTest(RunsTestCase):
    """Hosts and an instance with names that would do harm as code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instance = cls.record_instance()

    @classmethod
    def record_instance(cls):
        """Record an instance that ran on all the hosts; return it."""
        now = datetime.datetime.now(datetime.UTC)
        start = now - len(HOSTS) * MINUTES
        instance = notifications.Instance(
            cls.stack.project_id('demo'), start, name=test_names.NAMES[1],
            host=HOSTS[0])
        messages = []
        for number, host in enumerate(HOSTS):
            begun = start + number * MINUTES
            if number:
                instance.migrate(begun, host)
            there = guest.Guest(
                host, begun, run_id=f'{instance.id}-{number}',
                instance_id=instance.id).uses(cpu_used=CPU_NS)
            messages.append(guest.message(
                there.ends(begun + MINUTES, exact=number != 1)))
        path = cls.stack.folder / 'hostile-runs.jsonl'
        path.write_text('\n'.join(map(json.dumps,
                                      instance.messages + messages)))
        result = cls.stack.manage('replay', str(path))
        if result['quarantined']:
            raise AssertionError(f'the ledger did not understand {path}')
        return instance

    def assert_harmless(self, browser):
        self.assertIsNone(browser.driver.execute_script(
            'return window.harmed === undefined ? null : window.harmed'))
        self.assertFalse(browser.find_all('img[src=x], svg[onload]'))

    def test_names_of_hosts_are_text_for_operators(self):
        browser = self.browse('admin')
        browser.open(f'{base.OVERVIEW}{self.instance.id}/')
        self.assertEqual(list(HOSTS),
                         self.texts(browser, '#billing-runs tbody th'))
        self.assertEqual(list(HOSTS), self.texts(browser, '.billing-host'))
        moves = self.texts(browser, '.billing-move title')
        self.assertEqual(len(HOSTS) - 1, len(moves))
        self.assertIn(HOSTS[1], moves[0])
        self.assert_harmless(browser)

    def test_members_read_none_of_them(self):
        browser = self.browse('demo')
        browser.open(f'{base.OVERVIEW}{self.instance.id}/')
        self.assertEqual([f'{NUMBERED}{number + 1}'
                          for number in range(len(HOSTS))],
                         self.texts(browser, '#billing-runs tbody th'))
        self.assertEqual(
            ['exact', 'estimated', 'exact', 'exact'],
            self.texts(browser, '#billing-runs tbody td:nth-child(4)'))
        self.assertEqual(len(HOSTS) * CPU_NS, self.totals(browser)[0])
        self.assertEqual(test_names.NAMES[1], browser.find(
            '.page-header h1').get_attribute('textContent'))
        self.assert_harmless(browser)
