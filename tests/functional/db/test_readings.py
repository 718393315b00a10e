# SPDX-License-Identifier: Apache-2.0
"""SQLite, MariaDB and PostgreSQL keep the same readings and add up alike."""

import datetime
import json
import random
import threading

from billing_ledger import ledger
from billing_ledger.recorder import RecordResult
from tests.functional.db import base
from tests.functional.db import books as ledgers
from tests.unit.ledger import base as unit
from tests.unit.ledger import guest

HOURS = 30
START = unit.START
RUNS = 12


def life(chance, number):
    """Return (notifications, readings) of one instance on two hosts."""
    instance_id = f'instance-{number}'
    server = unit.Server(instance_id=instance_id).says().launched()
    readings, moment = [], START
    for host in ('cmp1', 'cmp2'):
        run = guest.Guest(host, moment, instance_id=instance_id, vcpus=4,
                          run_id=f'{instance_id}-{host}')
        for _ in range(HOURS):
            moment += datetime.timedelta(minutes=chance.choice((7, 20, 60)))
            readings.append(run.uses(
                cpu_used=chance.randrange(10 ** 11),
                memory_used=chance.randrange(10 ** 22),
                disk_write_bytes=chance.randrange(10 ** 10)).read(moment))
        readings.append(run.ends(moment, chance.random() < 0.5))
        server.after(moment - server._now).says(host='cmp2')
    return server.messages, readings


def everything(books):
    """Return used quantities and runs as JSON text."""
    sheet = books.usage(ledger.Query(
        START, ledgers.NOW, group_by=('resource', 'meter', 'day')))
    runs = [run.as_dict() for number in range(RUNS)
            for run in books.runs(f'instance-{number}')]
    return json.dumps([[row.as_dict() for row in sheet.rows], runs],
                      indent=1)


class ReadingsTest(base.DatabaseTestCase):

    def setUp(self):
        super().setUp()
        chance = random.Random(11)
        self.notifications, self.readings = [], []
        for number in range(RUNS):
            notifications, readings = life(chance, number)
            self.notifications += notifications
            self.readings += readings
        self.mixed = self.readings + chance.choices(self.readings, k=200)
        chance.shuffle(self.mixed)

    def batches(self, readings, size):
        return [guest.message(*batch)
                for batch in ledgers.batches(readings, size)]

    def expected(self):
        """Return what books say that got everything in order."""
        books = self.new_books('sqlite')
        books.record(self.notifications + self.batches(self.readings, 100))
        return everything(books)

    def test_the_same_in_any_order(self):
        expected = self.expected()
        for _backend, books in self.on_each_backend():
            books.record(self.notifications)
            for message in self.batches(self.mixed, 37):
                books.record([message])
            self.assert_same(expected, everything(books))

    def test_again_is_nothing_new(self):
        for _backend, books in self.on_each_backend():
            messages = self.batches(self.readings, 100)
            books.record(messages)
            self.assertEqual(RecordResult(duplicates=len(messages)),
                             books.record(messages))

    def test_several_at_once(self):
        expected = self.expected()
        for _backend, books in self.on_each_backend():
            books.record(self.notifications)
            url = books.database.url.render_as_string(hide_password=False)
            errors = []

            def work(number, url=url, errors=errors):
                own = ledgers.open_books(url)
                chance = random.Random(number)
                mixed = self.mixed[:]
                chance.shuffle(mixed)
                try:
                    for message in self.batches(mixed, 50):
                        own.record([message])
                except Exception as error:
                    errors.append(error)
                finally:
                    ledgers.close_books(own)

            threads = [threading.Thread(target=work, args=(number,))
                       for number in range(3)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([], errors)
            self.assertEqual(0, books.quarantined())
            self.assert_same(expected, everything(books))
