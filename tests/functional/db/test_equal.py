# SPDX-License-Identifier: Apache-2.0
"""SQLite, MariaDB and PostgreSQL give identical results."""

import decimal
import json
import random

from billing_ledger import exception
from billing_ledger.recorder import RecordResult
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.recordings import files


def _recorded():
    return [message for name in files.NAMES
            for message in files.messages(name)]


class EqualTest(base.DatabaseTestCase):

    def test_recordings(self):
        messages = _recorded()
        results, texts = {}, {}
        for backend, books in self.on_each_backend():
            total = RecordResult()
            for batch in ledgers.batches(messages):
                total = total.plus(books.record(batch))
            results[backend] = total
            texts[backend] = ledgers.everything(books)
        self.assertGreater(results['sqlite'].recorded, 3000)
        for backend in ledgers.SERVERS:
            self.assertEqual(results['sqlite'], results[backend])
            self.assert_same(texts['sqlite'], texts[backend])

    def test_any_order_and_repetition(self):
        messages = _recorded()
        quiet = self.new_books('sqlite')
        quiet.record(messages)
        expected = ledgers.everything(quiet)
        chance = random.Random(7)
        for _backend, books in self.on_each_backend():
            mixed = messages + chance.sample(messages, len(messages) // 3)
            chance.shuffle(mixed)
            total = RecordResult()
            for batch in ledgers.batches(mixed, chance.randint(50, 500)):
                total = total.plus(books.record(batch))
            known = RecordResult(*quiet.record(messages))
            self.assertEqual(known.duplicates, total.recorded)
            self.assertEqual(len(mixed), sum(total))
            self.assert_same(expected, ledgers.everything(books))

    def test_prices(self):
        texts = {}
        for backend, books in self.on_each_backend():
            later = self.open_books(books.database.url.render_as_string(
                hide_password=False), now=ledgers.MIDDLE)
            exact = '123456789012.123456789012345678'
            later.prices.create(ledgers.new_price(
                'vcpu.allocated', exact, ledgers.NOW))
            with self.assertRaises(exception.PriceConflict):
                later.prices.create(ledgers.new_price(
                    'vcpu.allocated', '1', ledgers.MIDDLE.replace(hour=6)),
                    allow_past=True)
            rows = [price.as_dict() for price in later.prices.list()]
            for row in rows:
                del row['id']
            texts[backend] = json.dumps(rows)
            newest = later.prices.list('vcpu.allocated')[-1]
            self.assertEqual(decimal.Decimal(exact), newest.unit_price)
        self.assert_same(texts['sqlite'], texts['mariadb'])
        self.assert_same(texts['sqlite'], texts['postgresql'])

    def test_quarantine(self):
        bad = [{}, {'message_id': 'x' * 70}, {'message_id': 'nul \x00'},
               {'message_id': 'smile \U0001f642', 'event_type': 'é'},
               {'message_id': 'half \ud83d'}, ['a', 'list'], 'text', 5, None,
               {'message_id': 'deep', 'payload': 'y' * 1_000_000}]
        texts = {}
        for backend, books in self.on_each_backend():
            self.assertEqual(len(bad), books.record(bad).quarantined)
            books.record(bad)
            texts[backend] = json.dumps(
                [(row.digest, row.reason, row.message_id, row.event_type)
                 for row in ledgers.set_aside(books)])
            self.assertEqual(len(bad), len(ledgers.set_aside(books)))
        self.assert_same(texts['sqlite'], texts['mariadb'])
        self.assert_same(texts['sqlite'], texts['postgresql'])

    def test_hostile_names_are_kept_as_they_are(self):
        name = '<b>"\';DROP TABLE event;-- {{ 7*7 }} \U0001f642 \\'
        message = next(
            message for message in files.messages('04_live_migrate')
            if message['event_type'] == 'compute.instance.create.end')
        changed = json.loads(json.dumps(message))
        changed['payload']['display_name'] = name
        for _backend, books in self.on_each_backend():
            books.record([changed])
            segment, = books.timeline(changed['payload']['instance_id'])
            self.assertEqual(name, segment.display_name)


class MigrationTest(base.DatabaseTestCase):

    def test_from_empty(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                books = self.open_books(self.empty_database(backend))
                before, needed = books.schema_version()
                self.assertIsNone(before)
                if backend != 'sqlite':
                    with self.assertRaises(exception.SchemaOutdated):
                        books.check_schema()
                books.upgrade_schema()
                books.upgrade_schema()
                self.assertEqual((needed, needed), books.schema_version())
                books.check_schema()

    def test_tables_are_those_that_the_program_knows(self):
        for backend in ledgers.BACKENDS:
            with self.subTest(backend):
                books = self.open_books(self.empty_database(backend))
                books.upgrade_schema()
                self.assertEqual([], ledgers.differences(books))
