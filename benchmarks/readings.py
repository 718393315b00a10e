# SPDX-License-Identifier: Apache-2.0
"""Readings stored a second, and the usage of a month out of hourly readings.

Storing is compared with a bare upsert of the same rows by SQLAlchemy Core, in
transactions of the same size, on a database of its own, in turn. The rows are
those of a cloud whose guests are read every minute: of an hour's readings of a
run, each replaces the one before.
"""

import argparse
import datetime
import itertools
import statistics
import tempfile
import time

from benchmarks import report
from billing_ledger import ledger
from billing_ledger import times
from billing_ledger.db import readings as stored
from billing_ledger.db import schema
from billing_ledger.facts import reading
from tests.functional.db import books as ledgers
from tests.unit.ledger import base as unit
from tests.unit.ledger import guest

START = unit.START
MINUTE, HOUR = unit.MINUTE, unit.HOUR
NOW = START + datetime.timedelta(days=31)
DAYS = 30
_PER_MESSAGE = 100
_PER_TRANSACTION = 1000
_REPETITIONS = 7
_GROWTH = {'cpu_used': 10 ** 9, 'cpu_total': 10 ** 9, 'memory_used': 2 ** 35,
           'disk_stored': 2 ** 40, 'disk_read_bytes': 4096,
           'disk_write_bytes': 8192, 'network_outgoing_bytes': 1000}


def _runs(count):
    return [guest.Guest(instance_id=f'instance-{number:05}',
                        run_id=f'{number:08}-0000-4000-8000-000000000000')
            for number in range(count)]


def _minutes(count, minutes):
    """Return messages of a number of runs, minute by minute."""
    runs = _runs(count)
    found = []
    for minute in range(1, minutes + 1):
        rows = [run.uses(**_GROWTH).read(START + minute * MINUTE)
                for run in runs]
        found += [guest.message(*rows[first:first + _PER_MESSAGE])
                  for first in range(0, count, _PER_MESSAGE)]
    return found


def _transactions(messages):
    return list(ledgers.batches(messages, _PER_TRANSACTION // _PER_MESSAGE))


def _store(books, transactions):
    began = time.perf_counter()
    for messages in transactions:
        books.record(messages)
    return time.perf_counter() - began


def _upsert(books, transactions):
    """Upsert the same rows with nothing else around."""
    rows = []
    for messages in transactions:
        found = [each for message in messages
                 for each in reading.read_batch(message['payload'])[0]]
        rows.append([stored.as_row(stored.of(each, times.next_full_hour(
            each.at, times.zone('UTC')))) for each in found])
    statement = stored.upsert(books.database.engine().dialect.name)
    began = time.perf_counter()
    for batch in rows:
        with books.database.writing() as connection:
            connection.execute(statement, batch)
    return time.perf_counter() - began


def _measure_storing(backend, folder, args):
    transactions = _transactions(_minutes(args.runs, args.minutes))
    count = args.runs * args.minutes
    ratios, speeds = [], []
    for _ in range(args.repetitions):
        took = {}
        for work in (_upsert, _store):
            url = ledgers.create_database(backend, folder)
            books = ledgers.open_books(url, now=NOW)
            books.upgrade_schema()
            took[work] = work(books, transactions)
            ledgers.close_books(books)
            ledgers.drop_database(backend, url)
        ratios.append(took[_upsert] / took[_store])
        speeds.append((count / took[_upsert], count / took[_store]))
    return {'database': backend, 'readings': count,
            'bare upsert/s': round(statistics.median(
                bare for bare, _ in speeds)),
            'readings/s': round(statistics.median(
                ours for _, ours in speeds)),
            'ratio': statistics.median(ratios)}


def _fill_month(books, instances):
    """Store a month of hourly readings of instances with a timeline."""
    for batch in ledgers.batches(range(instances), 500):
        books.record([message for number in batch for message in unit.Server(
            instance_id=f'instance-{number:05}').says().launched().messages])
    runs = _runs(instances)
    books.record([guest.message(*(run.read(START) for run in batch))
                  for batch in ledgers.batches(runs, _PER_MESSAGE)])
    for hour in range(1, DAYS * 24 + 1):
        at = START + hour * HOUR
        rows = [stored.as_row(stored.Stored(
            run.run_id, at, at, stored.OPEN, tuple(
                run.uses(**_GROWTH).counters.values()))) for run in runs]
        with books.database.writing() as connection:
            connection.execute(schema.reading.insert(), rows)
    books.deriver.derive_all()


def _measure_usage(backend, folder, instances):
    url = ledgers.create_database(backend, folder)
    books = ledgers.open_books(url, now=NOW)
    books.upgrade_schema()
    _fill_month(books, instances)
    for group_by in (('resource', 'meter'), ('meter', 'day')):
        query = ledger.Query(START, START + datetime.timedelta(days=DAYS),
                             unit.PROJECT, group_by=group_by)
        took = []
        for _ in range(_REPETITIONS + 1):
            began = time.perf_counter()
            sheet = books.usage(query)
            took.append(time.perf_counter() - began)
        yield {'database': backend, 'instances': instances,
               'by': ' '.join(group_by), 'rows': len(sheet.rows),
               'median ms': round(1000 * statistics.median(took[1:])),
               'first ms': round(1000 * took[0])}
    ledgers.close_books(books)
    ledgers.drop_database(backend, url)


def main():
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--runs', type=int, default=1000)
    parser.add_argument('--minutes', type=int, default=20)
    parser.add_argument('--instances', type=int, default=1000)
    parser.add_argument('--repetitions', type=int, default=3)
    parser.add_argument('--database', action='append',
                        choices=ledgers.BACKENDS)
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    backends = args.database or ledgers.BACKENDS
    with tempfile.TemporaryDirectory() as folder:
        report.print_results([_measure_storing(backend, folder, args)
                              for backend in backends], args.json)
        report.print_results(list(itertools.chain.from_iterable(
            _measure_usage(backend, folder, args.instances)
            for backend in backends)), args.json)


if __name__ == '__main__':
    main()
