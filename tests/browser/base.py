# SPDX-License-Identifier: Apache-2.0
"""What all browser tests share: a running cloud, windows, pictures."""

import decimal
import typing
import unittest

from tests.browser import chromium
from tests.browser import stack

OVERVIEW = '/project/billing/'
PRICES = '/admin/billing_prices/'


class Total(typing.NamedTuple):
    """What the overview page says."""

    value: str      # the exact amount
    text: str       # as people read it
    start: str
    end: str


class BrowserTest(unittest.TestCase):
    """A test against the demo cloud."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stack = stack.shared()

    def browse(self, user, project='demo'):
        """Return a window in which somebody has logged in."""
        browser = chromium.Browser(self.stack.horizon_url)
        self.addCleanup(self._close, browser)
        browser.log_in(user, project)
        return browser

    def read_total(self, browser):
        """Return the Total of the overview page that a window shows."""
        total = browser.find('#billing-total')
        return Total(
            total.get_dom_attribute('value'), total.text,
            *(browser.find(f'#billing-{end}').get_dom_attribute('datetime')
              for end in ('start', 'end')))

    def charges(self, start, end, project='demo'):
        """Return what billing-manage says that a period costs."""
        return self.stack.manage(
            'charges', '--project', self.stack.project_id(project),
            '--start', start, '--end', end)

    def _close(self, browser):
        browser.picture(self.id().rpartition('browser.')[2])
        browser.close()


def amount(rows):
    """Add up the amounts of rows."""
    return sum((decimal.Decimal(row['amount']) for row in rows),
               decimal.Decimal(0))
