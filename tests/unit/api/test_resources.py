# SPDX-License-Identifier: Apache-2.0
"""Volumes and others in usage and charges: each project sees its own."""

import datetime

from tests.unit.api import base
from tests.unit.api import books
from tests.unit.ledger import services

HOUR = datetime.timedelta(hours=1)


class ResourcesTest(base.ApiTestCase):

    def setUp(self):
        super().setUp()
        # One hour alice's project's, then bob's, who renames it.
        volume = services.Volume(project_id=books.ALPHA,
                                 created_at=books.PRICED_FROM)
        volume.created().after(HOUR).transferred(books.BETA, 'bob')
        volume.after(HOUR).says('update.end', display_name='private')
        volume.after(HOUR).deleted()
        self.books.record(volume.messages)

    def rows(self, path, headers):
        answer = self.get(path, headers=headers,
                          resource_id=services.VOLUME)
        return answer[path.rpartition('/')[2]]

    def test_each_project_sees_its_own_time_and_name(self):
        """10 GiB for one hour, and for two."""
        for headers, name, quantity in ((base.ALICE, 'data-1', '36000'),
                                        (base.BOB, 'private', '72000')):
            row, = self.rows('/v1/usage', headers)
            self.assertEqual(
                ('volume.stored', 'GiB-s', quantity, name),
                (row['meter'], row['unit'], row['quantity'],
                 row['resource_name']))
        self.assertEqual(2, len(self.rows('/v1/usage', base.ADMIN)))

    def test_it_costs_nothing_without_a_price(self):
        self.assertEqual([], self.rows('/v1/charges', base.ADMIN))

    def test_a_price_by_the_api(self):
        created = self.client.post('/v1/prices', headers=base.ADMIN, json={
            'meter': 'volume.stored', 'unit_price': '0.05'})
        self.assertEqual(201, created.status_code, created.text)
        self.assertEqual('GiB-hour', created.get_json()['pricing_unit'])

    def test_it_has_no_timeline_as_an_instance(self):
        path = f'/v1/instances/{services.VOLUME}/timeline'
        self.assert_error(404, self.client.get(path, headers=base.ADMIN))
