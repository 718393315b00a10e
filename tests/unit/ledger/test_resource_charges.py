# SPDX-License-Identifier: Apache-2.0
"""What images, volumes, snapshots and addresses cost, worked out by hand."""

import datetime
import decimal

from billing_ledger import ledger
from tests.unit.ledger import base
from tests.unit.ledger import services

D = decimal.Decimal
HOUR, MINUTE, START = base.HOUR, base.MINUTE, base.START
DAY = datetime.timedelta(days=1)
GIB = services.GIB


class TestVolume(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        self.volume = services.Volume()

    def bill(self, **query):
        self.books.record(self.volume.messages)
        return self.total(**query)

    def test_extended_at_minute_20(self):
        """10 GiB for 20 minutes and 40 GiB for 40, at 0.03 a GiB-hour:
        (10/3 + 80/3) x 0.03 = 30 x 0.03 = 0.9."""
        self.price('0.03', meter='volume.stored')
        self.volume.created().after(20 * MINUTE).extended(40).after(
            40 * MINUTE).deleted()
        self.assertEqual(D('0.9'), self.bill())

    def test_what_the_dashboard_and_the_command_line_show(self):
        """15 GiB for one hour are 54000 GiB-s."""
        self.price('0.1', meter='volume.stored')
        volume = services.Volume(size=15)
        self.books.record(volume.created().after(HOUR).deleted().messages)
        row, = self.charges().rows
        self.assertEqual({
            'project_id': base.PROJECT, 'resource_id': services.VOLUME,
            'resource_name': 'data-1', 'meter': 'volume.stored',
            'quantity': '54000', 'unit': 'GiB-s', 'price': '0.1',
            'pricing_unit': 'GiB-hour', 'currency': 'EUR',
            'discount_percent': '0', 'list_amount': '1.5000000000',
            'amount': '1.5000000000', 'price_id': row.price_id},
            row.as_dict())

    def test_a_price_for_a_volume_type(self):
        """10 GiB for an hour at 0.1, for this type at 0.3."""
        self.price('0.1', meter='volume.stored')
        self.price('0.3', meter='volume.stored', volume_type=services.SSD)
        for number, volume_type in enumerate((services.HDD, services.SSD)):
            volume = services.Volume(size=10, resource_id=f'volume-{number}',
                                     volume_type=volume_type)
            self.books.record(volume.created().after(HOUR).deleted().messages)
        self.assertEqual(
            [D(1), D(3)], [row.amount for row in self.charges().rows])

    def test_a_volume_among_tiers(self):
        """Two of 10 GiB for an hour, the first 15 GiB-hours free, at 1."""
        self.price('1', meter='volume.stored', free_quantity=D(15))
        for name in ('one', 'two'):
            volume = services.Volume(size=10, resource_id=name)
            self.books.record(volume.created().after(HOUR).deleted().messages)
        self.assertEqual(D(5), self.total())
        self.assertEqual(D('2.5'), self.total(resource_id='two'))

    def test_the_type_before_and_after_a_retype(self):
        """10 GiB: 30 minutes of the one type, 90 of the other."""
        self.volume.created().after(30 * MINUTE).retyped(services.SSD).after(
            90 * MINUTE).deleted()
        self.books.record(self.volume.messages)
        quantities = self.quantities_by_type()
        self.assertEqual({services.HDD: 10 * 1800, services.SSD: 10 * 5400},
                         quantities)

    def quantities_by_type(self):
        """Return GiB-s by volume type, as prices see them."""
        quantities, _names = self.books.measurer.measure(
            ledger.Query(START, self.now), [(START, self.now)])
        return {key.traits.volume_type: quantity // 10 ** 6
                for key, quantity in quantities.items()}

    def test_a_transfer_in_the_middle_of_the_month(self):
        """100 GiB at 0.001: 10 days of the one project are 24, and 5 of the
        other 12; neither pays for the other."""
        self.now = START + 20 * DAY
        self.price('0.001', meter='volume.stored')
        volume = services.Volume(size=100)
        volume.created().after(10 * DAY).transferred(
            base.OTHER_PROJECT, 'bob').after(5 * DAY).deleted()
        self.books.record(volume.messages)
        self.assertEqual(D(24), self.total(project_id=base.PROJECT))
        self.assertEqual(D(12), self.total(project_id=base.OTHER_PROJECT))
        self.assertEqual(D(36), self.total())

    def test_who_gave_a_volume_away_does_not_learn_its_new_name(self):
        self.price('1', meter='volume.stored')
        self.volume.created().after(HOUR).transferred(
            base.OTHER_PROJECT, 'bob').after(HOUR).says(
            'update.end', display_name='secret plans')
        self.books.record(self.volume.messages)
        rows = self.charges(project_id=base.PROJECT).rows
        self.assertEqual(['data-1'], [row.resource_name for row in rows])
        rows = self.charges(project_id=base.OTHER_PROJECT).rows
        self.assertEqual(['secret plans'],
                         [row.resource_name for row in rows])

    def test_by_user(self):
        """Alice had it for one hour, bob for two: 10 and 20."""
        self.price('1', meter='volume.stored')
        self.volume.created().after(HOUR).transferred(
            base.OTHER_PROJECT, 'bob').after(2 * HOUR).deleted()
        self.books.record(self.volume.messages)
        rows = self.charges(group_by=('user',)).rows
        self.assertEqual({'alice': D(10), 'bob': D(20)},
                         {row.user_id: row.amount for row in rows})

    def test_a_volume_that_could_not_be_made_costs_nothing(self):
        self.price('1', meter='volume.stored')
        self.volume.says('create.start').after(HOUR).audited(
            status='error').after(HOUR).deleted()
        self.assertEqual(D(0), self.bill())

    def test_an_attached_or_broken_volume_costs_as_any(self):
        """10 GiB for three hours."""
        self.price('1', meter='volume.stored')
        (self.volume.created().after(HOUR).says('attach.end', status='in-use')
         .after(HOUR).audited(status='error').after(HOUR).deleted())
        self.assertEqual(D(30), self.bill())

    def test_an_audit_heals_what_was_lost(self):
        """Creation and extension were lost; audits told it: 10 GiB for the
        65 minutes to the audit that saw the first size, 20 from the next."""
        self.price('6', meter='volume.stored')
        self.volume.created().after(65 * MINUTE).audited()
        self.volume.extended(20).after(HOUR).audited().after(
            55 * MINUTE).deleted()
        lost = ('volume.create.end', 'volume.resize.end')
        self.books.record([message for message in self.volume.messages
                           if message['event_type'] not in lost])
        segments = self.books.resource_timeline(services.VOLUME)
        self.assertEqual(['launched_at', 'audited'],
                         [segment.evidence for segment in segments])
        # 10 GiB x 125 min + 20 GiB x 55 min = 39 1/6 GiB-h, x 6 = 235.
        self.assertEqual(D(235), self.total())

    def test_a_lost_deletion_that_the_audit_repeats(self):
        """Deleted at minute 30, told by the audit at minute 61: 5."""
        self.price('1', meter='volume.stored')
        self.volume.created().after(61 * MINUTE).deleted_by_audit(
            START + 30 * MINUTE)
        self.assertEqual(D(5), self.bill())

    def test_a_volume_that_the_audit_finds_gone(self):
        """It existed at 12:00 for certain, when the period began: 20."""
        self.price('1', meter='volume.stored')
        self.volume.created().after(3 * HOUR + MINUTE).audited(
            status='deleted')
        self.assertEqual(D(20), self.bill())

    def test_days_add_up(self):
        self.price('0.0123456789', meter='volume.stored')
        self.volume.created().after(67 * MINUTE).extended(33).after(
            100 * HOUR).deleted()
        self.books.record(self.volume.messages)
        sheet = self.charges(group_by=('resource', 'meter', 'day'))
        self.assertEqual(self.total(), sum(row.amount for row in sheet.rows))

    def test_instances_and_volumes_of_one_batch(self):
        """One hour of an instance at 3, and of 10 GiB at 0.2."""
        self.price('3')
        self.price('0.2', meter='volume.stored')
        server = base.Server().launched().after(HOUR).deleted()
        self.volume.created().after(HOUR).deleted()
        mixed = [message for pair in zip(
            server.messages, self.volume.messages, strict=False)
            for message in pair] + self.volume.messages
        self.books.record(mixed)
        self.assertEqual(D(5), self.total())


class TestOthers(base.BooksTestCase):

    def test_an_image_costs_from_its_upload_to_its_deletion(self):
        """Registered at 10:00, 1.5 GiB uploaded at 11:00, deleted at 13:00:
        3 GiB-hours at 0.5."""
        self.price('0.5', meter='image.stored')
        image = services.Image()
        image.created().after(HOUR).uploaded(3 * GIB // 2).after(
            2 * HOUR).deleted()
        self.books.record(image.messages)
        self.assertEqual(D('1.5'), self.total())

    def test_an_image_without_data_costs_nothing(self):
        self.price('1', meter='image.stored')
        image = services.Image().created().after(HOUR).deleted()
        self.books.record(image.messages)
        self.assertEqual(D(0), self.total())

    def test_the_snapshot_of_a_server_by_who_made_it(self):
        self.price('1', meter='image.stored')
        image = services.Image().created(properties={'user_id': 'alice'})
        image.uploaded(GIB).after(HOUR).deleted()
        self.books.record(image.messages)
        row, = self.charges(group_by=('user',)).rows
        self.assertEqual(('alice', D(1)), (row.user_id, row.amount))

    def test_bytes_and_seconds_of_the_largest_image(self):
        """2^63 - 1 bytes for ten days are 8 EiB x 240 h less 240 B-h; that is
        2^33 x 240 GiB-h at 1, less 0.0000002235 (of ten decimals)."""
        self.price('1', meter='image.stored')
        image = services.Image().created().uploaded(2 ** 63 - 1)
        self.books.record(image.messages)
        self.assertEqual(D(2 ** 33 * 240) - D('0.0000002235'), self.total())

    def test_a_snapshot_of_a_volume(self):
        """10 GiB for 90 minutes at 0.1."""
        self.price('0.1', meter='snapshot.stored')
        snapshot = services.Snapshot().created().after(90 * MINUTE).deleted()
        self.books.record(snapshot.messages)
        self.assertEqual(D('1.5'), self.total())

    def test_an_address_in_use_or_not(self):
        """24 hours at 0.005, for who created it."""
        self.price('0.005', meter='ip.floating')
        address = services.Address()
        (address.created().after(HOUR).associated().after(5 * HOUR).audited()
         .after(18 * HOUR).deleted())
        self.books.record(address.messages)
        row, = self.charges(group_by=('user', 'resource', 'meter')).rows
        self.assertEqual(('alice', '203.0.113.17', 'address-s', D('0.12')),
                         (row.user_id, row.resource_name, row.unit,
                          row.amount))

    def test_an_id_that_a_user_chose_to_be_that_of_a_volume(self):
        """Neither takes the other's place: 10 x 1 and 1 x 2."""
        self.price('1', meter='volume.stored')
        self.price('2', meter='image.stored')
        image = services.Image(resource_id=services.VOLUME,
                               project_id=base.OTHER_PROJECT)
        image.created().uploaded(GIB).after(HOUR).deleted()
        volume = services.Volume().created().after(HOUR).deleted()
        self.books.record([
            message | {'message_id': f'image-{number}'}
            for number, message in enumerate(image.messages)])
        self.books.record(volume.messages)
        self.assertEqual(D(10), self.total(project_id=base.PROJECT))
        self.assertEqual(D(2), self.total(project_id=base.OTHER_PROJECT))
        self.assertEqual([], list(self.books.deriver.verify()))

    def test_the_name_of_an_instance_stays_its_own(self):
        """Whoever chooses an image's id cannot rename the instance."""
        server = base.Server(name='web-1').launched().after(HOUR).deleted()
        image = services.Image(resource_id=base.INSTANCE).created(
            name='spoofed').uploaded(GIB).after(HOUR).deleted()
        self.books.record(server.messages)
        self.books.record([
            message | {'message_id': f'image-{number}'}
            for number, message in enumerate(image.messages)])
        rows = self.books.usage(ledger.Query(START, self.now)).rows
        self.assertEqual({'web-1'}, {row.resource_name for row in rows})
