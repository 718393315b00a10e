# SPDX-License-Identifier: Apache-2.0
"""What users call their instances is shown, and nothing else."""

import datetime

from tests.browser import base
from tools.demo import build
from tools.demo import cast

NAMES = (
    '<script>window.harmed = "script"</script>',
    '<img src=x onerror="window.harmed = \'image\'">',
    '"><svg onload=window.harmed=1>',
    "'-window.harmed=1-'",
    '{{ 7 * 7 }} {% now "Y" %} ${7*7}',
    '</script></title></textarea><b>bold</b>',
    '=HYPERLINK("http://127.0.0.1/","click")',
    'javascript:window.harmed=1',
    '\u202egnorts\u202c &amp; <b>',
)


class HostileNameTest(base.BrowserTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.instances = cls.record_instances()
        # A price for a flavor that is called like that, too.
        cls.prices = {name: cls.stack.manage(
            'price', 'create', '--meter', 'disk.allocated', '--price', '1',
            '--flavor', name) for name in NAMES[:3]}

    @classmethod
    def record_instances(cls):
        """Record an instance for each name; return {name: id}."""
        now = datetime.datetime.now(datetime.UTC)
        elapsed = now - now.replace(day=1, hour=0, minute=0, second=0,
                                    microsecond=0)
        parts = [cast.Part(name, 'demo', '30_storm', 'storm-00',
                           (elapsed / datetime.timedelta(days=1) / 2,))
                 for name in NAMES]
        path = cls.stack.folder / 'hostile.jsonl'
        path.write_text('\n'.join(line for _, line in build.lines(
            build.RECORDINGS, parts, cls.stack.people, now, 'hostile')))
        cls.stack.manage('replay', str(path))
        found = cls.stack.openstack('billing', 'usage', 'list')
        return {row['resource_name']: row['resource_id'] for row in found}

    def assert_harmless(self, browser):
        """Check that the page ran and built nothing out of names."""
        self.assertIsNone(browser.driver.execute_script(
            'return window.harmed === undefined ? null : window.harmed'))
        self.assertFalse(browser.find_all('img[src=x], svg[onload]'))
        self.assertFalse([element for element in browser.find_all('b')
                          if element.text == 'bold'])

    def test_names_are_text_on_the_overview(self):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        shown = {link.get_attribute('textContent')
                 for link in browser.find_all('#instances td a')}
        self.assertLessEqual(set(NAMES), shown)
        self.assert_harmless(browser)

    def test_names_are_text_on_the_page_of_an_instance(self):
        browser = self.browse('demo')
        for name in NAMES:
            with self.subTest(name=name):
                browser.open(f'{base.OVERVIEW}{self.instances[name]}/')
                title = browser.find('.page-header h1')
                self.assertEqual(name, title.get_attribute('textContent'))
                self.assert_harmless(browser)

    def test_flavors_are_text_in_the_lists_of_prices(self):
        browser = self.browse('admin')
        browser.open(base.PRICES)
        table = browser.find('#prices').get_attribute('textContent')
        for name in self.prices:
            self.assertIn(name, table)
        self.assert_harmless(browser)
        for name, price in self.prices.items():
            with self.subTest(name=name):
                browser.open(f'{base.PRICES}{price["id"]}/end/')
                self.assertIn(name, browser.text)
                self.assert_harmless(browser)
