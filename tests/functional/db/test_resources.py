# SPDX-License-Identifier: Apache-2.0
"""Volumes, images and addresses: the same on SQLite, MariaDB, PostgreSQL."""

import datetime
import random
import threading

from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.recordings import files
from tests.unit.ledger import services
from tests.unit.ledger import test_resource_properties as lives

UNIT_PRICES = {'volume.stored': '0.00011', 'image.stored': '0.000013',
               'snapshot.stored': '0.00005', 'ip.floating': '0.0042'}
ODD_NAME = '<b>"\';DROP TABLE event;-- {{ 7*7 }} \U0001f642 \\'


def messages():
    """Return notifications about many resources, and some instances."""
    chance = random.Random(11)
    found = list(files.messages('04_live_migrate'))
    for number in range(40):
        found += lives.life_of_a_volume(number, chance)
        found += lives.life_of_an_image(number, chance)
    address = services.Address(created_at=lives.START).created()
    found += address.associated().messages
    snapshot = services.Snapshot(created_at=lives.START).created()
    snapshot.says('update.end', display_name=ODD_NAME)
    found += snapshot.after(datetime.timedelta(hours=30)).deleted().messages
    # The user of a volume's id for an image; and the largest that there is.
    image = services.Image(resource_id='volume-1', created_at=lives.START)
    image.created().uploaded(2 ** 63 - 1)
    found += [message | {'message_id': 'odd' + message['message_id']}
              for message in image.messages]
    return found


class ResourcesTest(base.DatabaseTestCase):

    def new_books(self, backend):
        books = super().new_books(backend)
        past = self.open_books(books.database.url.render_as_string(
            hide_password=False), now=ledgers.START)
        for meter, unit_price in UNIT_PRICES.items():
            past.prices.create(ledgers.new_price(meter, unit_price,
                                                 ledgers.START))
        return books

    def test_equal_in_any_order(self):
        all_messages = messages()
        quiet = self.new_books('sqlite')
        quiet.record(all_messages)
        expected = ledgers.everything(quiet)
        for meter in UNIT_PRICES:
            self.assertTrue(f'"{meter}"' in expected, meter)
        chance = random.Random(5)
        for _backend, books in self.on_each_backend():
            mixed = all_messages + chance.sample(all_messages, 300)
            chance.shuffle(mixed)
            for batch in ledgers.batches(mixed, chance.randint(50, 300)):
                books.record(batch)
                books.derive(100)
            self.assert_same(expected, ledgers.everything(books))
            self.assertEqual([], list(books.deriver.verify()))
            books.deriver.forget()
            self.assert_same(expected, ledgers.everything(books))

    def test_several_processes_at_once(self):
        all_messages = messages()
        quiet = self.new_books('sqlite')
        quiet.record(all_messages)
        expected = ledgers.everything(quiet)
        for _backend, books in self.on_each_backend():
            url = books.database.url.render_as_string(hide_password=False)
            errors = []
            threads = [threading.Thread(
                target=self.work, args=(url, number, all_messages, errors))
                for number in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([], errors)
            self.assert_same(expected, ledgers.everything(books))
            self.assertEqual([], list(books.deriver.verify()))

    def work(self, url, number, all_messages, errors):
        own = ledgers.open_books(url)
        chance = random.Random(number)
        mixed = all_messages[:]
        chance.shuffle(mixed)
        try:
            for batch in ledgers.batches(mixed, 60):
                own.record(batch)
                own.derive(50)
        except Exception as error:
            errors.append(error)
        finally:
            ledgers.close_books(own)
