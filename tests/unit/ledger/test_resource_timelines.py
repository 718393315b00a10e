# SPDX-License-Identifier: Apache-2.0
"""Stored timelines of images and others: rebuilt, verified, and robust."""

import decimal
from unittest import mock

from billing_ledger.db import resource_timelines
from billing_ledger.db import schema
from billing_ledger.timeline.resource_build import build_resource_timeline
from tests.unit.ledger import base
from tests.unit.ledger import services

GIB, HOUR = services.GIB, base.HOUR
D = decimal.Decimal


class TestResourceTimelines(base.BooksTestCase):

    def test_what_is_stored_is_rebuilt_and_verified(self):
        image = services.Image().created().uploaded(GIB)
        self.books.record(image.messages)
        before = self.books.resource_timeline(services.IMAGE)
        self.books.deriver.forget()
        self.assertEqual(before,
                         self.books.resource_timeline(services.IMAGE))
        for table, values in ((schema.resource_segment, {'size': 5}),
                              (schema.resource_timeline,
                               {'event_count': 99})):
            with self.books.database.writing() as connection:
                connection.execute(table.update().values(**values))
            different, = self.books.deriver.verify()
            self.assertEqual(services.IMAGE, different.resource_id)
            self.books.deriver.forget()
            self.books.deriver.derive_all()
            self.assertEqual([], list(self.books.deriver.verify()))

    def test_a_defect_at_one_volume_keeps_nobody_from_a_bill(self):
        self.price('1', meter='image.stored')
        self.books.record(services.Volume().created().messages)
        self.books.record(services.Image().created().uploaded(GIB).after(
            HOUR).deleted().messages)

        def build(events):
            if events[0].kind == 'volume':
                raise ArithmeticError
            return build_resource_timeline(events)

        with mock.patch.object(resource_timelines, 'build_resource_timeline',
                               build), self.assertLogs(
                resource_timelines.LOG.logger, 'ERROR'):
            self.assertEqual(D(1), self.total())
            different, = self.books.deriver.verify()
            self.assertEqual(services.VOLUME, different.resource_id)
        self.books.deriver.forget()
        self.assertEqual(1, len(self.books.resource_timeline(
            services.VOLUME)))
