# SPDX-License-Identifier: Apache-2.0
"""Which meters there are, and what becomes of those that cannot be used."""

from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger.metering import catalog
from billing_ledger.metering.stored import STORED_METERS
from billing_ledger.metering.stored import VolumeStored
from tests.unit.ledger import base
from tests.unit.ledger import services


class VolumeCount(VolumeStored):
    """A further meter of what another one reads."""

    name = 'volume.count'
    unit = 's'
    pricing_unit = 'volume-hour'
    prefix = None

    def per_second(self, holding):
        return 1


class Broken(VolumeStored):

    def read(self, envelope):
        return {}['nothing']


class TestCatalog(base.BooksTestCase):

    def test_the_built_in_ones(self):
        for name, unit, pricing_unit in (
                ('image.stored', 'B-s', 'GiB-hour'),
                ('volume.stored', 'GiB-s', 'GiB-hour'),
                ('snapshot.stored', 'GiB-s', 'GiB-hour'),
                ('ip.floating', 'address-s', 'address-hour')):
            meter = ledger.METERS[name]
            self.assertEqual((unit, pricing_unit),
                             (meter.unit, meter.pricing_unit))

    def test_two_of_one_name_or_prefix(self):
        class Other(VolumeStored):
            name = 'volume.other'

        for more, reason in ((VolumeStored(), 'two meters volume.stored'),
                             (Other(), 'Both .* read volume')):
            with self.assertRaisesRegex(exception.InvalidMeter, reason):
                catalog.Catalog((*STORED_METERS, more))

    def test_a_further_meter_of_the_same_resources(self):
        """One volume for two hours is 7200 s, and 20 GiB-hours."""
        self.books.measurer._catalog = catalog.Catalog(
            (*STORED_METERS, VolumeCount()))
        ledger.meters.use(self.books.measurer._catalog.all_meters())
        volume = services.Volume().created().after(2 * base.HOUR).deleted()
        self.books.record(volume.messages)
        rows = self.books.usage(ledger.Query(base.START, self.now)).rows
        self.assertEqual({'volume.count': 7200, 'volume.stored': 72000},
                         {row.meter: row.quantity for row in rows})

    def test_what_a_meter_fails_with_is_set_aside(self):
        broken = catalog.Catalog((Broken(),))
        self.books.recorder._read_resources = broken.read
        messages = services.Volume().created().messages
        with self.assertLogs(catalog.LOG, 'WARNING'):
            self.assertEqual(2, self.books.record(messages).quarantined)
        self.open_books()
        result = self.books.recorder.replay_quarantine()
        self.assertEqual((1, 1), (result.recorded, result.ignored))

    def test_a_price_for_a_meter_that_is_not_there(self):
        with self.assertRaises(KeyError):
            self.price('1', meter='volume.count')
