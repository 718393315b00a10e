# SPDX-License-Identifier: Apache-2.0
"""The operator changes a price, and the user's bill follows."""

import datetime
import decimal

from tests.browser import base
from tests.browser import stack

HALF_AN_HOUR = datetime.timedelta(minutes=30)
SECOND = datetime.timedelta(seconds=1)


class PriceChangeTest(base.BrowserTest):
    def setUp(self):
        super().setUp()
        # The form proposes the next full hour: it has to stay the next one.
        stack.wait_until(lambda: _now().minute < 57, 'an hour is over', 200)

    def test_the_bill_follows_from_the_next_hour(self):
        change = self.set_price('0.0213')
        self.assert_still_the_old_price()
        self.go_behind(change)
        page = self.assert_the_new_price(change)
        self.assert_exact_on_both_sides(
            change, datetime.datetime.fromisoformat(page.end))

    def set_price(self, price):
        """Set it as an operator does; return from when it applies."""
        browser = self.browse('admin')
        browser.open(base.PRICES)
        browser.find('#prices__action_create').click()
        field = browser.find('.modal #id_unit_price')
        browser.wait(lambda d: field.is_displayed())
        field.send_keys(price)
        browser.picture('modal')
        browser.find('.modal input[type=submit], .modal .btn-primary').click()
        browser.wait(lambda d: not browser.find_all('.modal.in form'))
        browser.wait(lambda d: price in browser.text)
        created = next(
            row for row in self.stack.manage('price', 'list')
            if decimal.Decimal(row['unit_price']) == decimal.Decimal(price))
        self.assertEqual(self.stack.people['users']['admin'],
                         created['created_by'])
        change = datetime.datetime.fromisoformat(created['effective_from'])
        next_hour = _now().replace(minute=0, second=0, microsecond=0) \
            + 2 * HALF_AN_HOUR
        self.assertEqual(next_hour, change)
        return change

    def assert_still_the_old_price(self):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        self.assertNotIn('0.0213', browser.text)
        page = self.read_total(browser)
        self.assertEqual(decimal.Decimal(page.value), base.amount(
            self.charges(page.start, page.end)))

    def go_behind(self, change):
        """Let the clock of the cloud be half an hour behind the change."""
        ahead = int((change + HALF_AN_HOUR - _now()) / SECOND)
        self.addCleanup(self.stack.start, feed=False)
        self.addCleanup(self.stack.down)
        self.stack.down()
        self.stack.start('--no-bus', ahead=ahead, feed=False)

    def assert_the_new_price(self, change):
        browser = self.browse('demo')
        browser.open(base.OVERVIEW)
        self.assertIn('0.0213', browser.text)
        page = self.read_total(browser)
        self.assertGreater(datetime.datetime.fromisoformat(page.end), change)
        total = decimal.Decimal(page.value)
        self.assertEqual(total, base.amount(
            self.charges(page.start, page.end)))
        self.assertEqual(total, base.amount(self.stack.openstack(
            'billing', 'charge', 'list', '--start', page.start,
            '--end', page.end)))
        return page

    def assert_exact_on_both_sides(self, change, end):
        """Check ten minutes at the old price, then seconds at the new."""
        before = (change - HALF_AN_HOUR / 3).isoformat()
        rows = [row for row in self.charges(before, end.isoformat())
                if row['meter'] == 'instance.uptime'
                and row['resource_name'] == 'web-1']
        seconds = decimal.Decimal((end - change) // (SECOND / 10 ** 6)) \
            / 10 ** 6
        self.assertEqual(
            {(decimal.Decimal('0.01'), decimal.Decimal(600)),
             (decimal.Decimal('0.0213'), seconds)},
            {(decimal.Decimal(row['price']), decimal.Decimal(row['quantity']))
             for row in rows})
        self.assertEqual(
            _rounded(decimal.Decimal('0.01') * 600 / 3600)
            + _rounded(decimal.Decimal('0.0213') * seconds / 3600),
            base.amount(rows))


def _rounded(number):
    """Round as amounts are: to ten decimals, half to even."""
    return number.quantize(decimal.Decimal('1e-10'), decimal.ROUND_HALF_EVEN)


def _now():
    return datetime.datetime.now(datetime.UTC)
