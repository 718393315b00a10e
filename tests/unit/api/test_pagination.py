# SPDX-License-Identifier: Apache-2.0
"""Pages of lists."""

import datetime
import urllib.parse

from billing_ledger.rating import price
from tests.recordings import files
from tests.unit.api import base
from tests.unit.api import books


class PaginationTest(base.ApiTestCase):

    def pages(self, path, **query):
        """Yield the documents of all pages, by following the links."""
        answer = self.get(path, headers=base.ADMIN, **query)
        yield answer
        while answer['links']:
            link, = answer['links']
            self.assertEqual('next', link['rel'])
            href = urllib.parse.urlsplit(link['href'])
            answer = self.get(f'{href.path}?{href.query}',
                              headers=base.ADMIN)
            yield answer

    def test_pages_together_are_the_whole(self):
        for name, limit in (('usage', 3), ('charges', 1), ('prices', 2)):
            with self.subTest(name):
                path = f'/v1/{name}'
                whole = self.get(path, headers=base.ADMIN)[name]
                pages = [answer[name]
                         for answer in self.pages(path, limit=limit)]
                self.assertEqual(whole, sum(pages, []))
                self.assertTrue(all(len(page) == limit
                                    for page in pages[:-1]))

    def test_no_link_after_the_last_row(self):
        count = len(self.get('/v1/usage')['usage'])
        self.assertEqual([], self.get('/v1/usage', limit=count)['links'])
        self.assertEqual(
            1, len(self.get('/v1/usage', limit=count - 1)['links']))

    def test_the_period_does_not_move_between_pages(self):
        pages = self.pages('/v1/charges', limit=1)
        first = next(pages)
        self.now += datetime.timedelta(hours=1)
        for other in pages:
            self.assertEqual((first['start'], first['end']),
                             (other['start'], other['end']))

    def test_the_filters_go_with_the_link(self):
        for answer in self.pages('/v1/usage', limit=1, group_by='meter,day',
                                 project_id=books.BETA):
            row, = answer['usage']
            self.assertEqual(books.BETA, row['project_id'])
            self.assertIn('day', row)

    def test_rows_that_come_in_between_disturb_no_others(self):
        before = self.get('/v1/usage', headers=base.ADMIN)['usage']
        pages = self.pages('/v1/usage', limit=2)
        seen = next(pages)['usage']
        self.books.record(files.messages('03_cold_migrate'))
        for answer in pages:
            seen += answer['usage']
        for row in before:
            self.assertEqual(1, seen.count(row))

    def test_prices_of_the_same_hour_each_show_once(self):
        for number in range(5):
            self.books.prices.create(price.NewPrice(
                'disk.allocated', books.VCPU_HOUR, 'GiB-hour', 'EUR',
                books.PRICED_FROM, flavor=f'flavor-{number}'),
                allow_past=True)
        seen = [row['id'] for answer in self.pages('/v1/prices', limit=1)
                for row in answer['prices']]
        self.assertEqual(8, len(seen))
        self.assertEqual(8, len(set(seen)))
