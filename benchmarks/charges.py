# SPDX-License-Identifier: Apache-2.0
"""Charges of one project and 30 days through the API's WSGI application.

The project has instances made of recorded ones (created, migrated, resized,
shelved, some deleted); each meter has a price, that of vCPUs changes once.
"""

import argparse
import datetime
import decimal
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

from benchmarks import month
from benchmarks import report
from billing_ledger import times
from tests.functional.db import books as ledgers
from tests.functional.listener.process import write_config

_HOUR = datetime.timedelta(hours=1)
_REQUESTS = {'first page': {}, 'all rows': {'limit': 10000},
             'by day': {'group_by': 'day'}}


def _fill(url, instances, end):
    """Record the month; return the seconds of recording and deriving."""
    start = end - datetime.timedelta(days=month.DAYS)
    first = (start - _HOUR).replace(minute=0, second=0, microsecond=0)
    books = ledgers.open_books(url, now=first)
    books.upgrade_schema()
    for meter, unit_price in ledgers.UNIT_PRICES.items():
        books.prices.create(ledgers.new_price(meter, unit_price, first))
    books.prices.create(ledgers.new_price(
        'vcpu.allocated', decimal.Decimal('0.03'), first + 360 * _HOUR))
    for batch in ledgers.batches(month.month(instances, end), 1000):
        books.record(batch)
    books.deriver.derive_all()
    ledgers.close_books(books)


def _ask(folder, url, start, end, query):
    config = pathlib.Path(folder, 'api.conf')
    write_config(config, {'database': {'connection': url},
                          'api': {'auth_strategy': 'noauth'}})
    path = '/v1/charges?' + urllib.parse.urlencode(
        {'start': start.isoformat(), 'end': end.isoformat()} | query)
    done = subprocess.run(
        [sys.executable, '-m', 'benchmarks.caller', str(config), path],
        capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return report.parse(done.stdout)


def _measure(backend, instances, folder):
    """Return a row for each request, on a new database."""
    end = times.utcnow()
    start = end - datetime.timedelta(days=month.DAYS)
    url = ledgers.create_database(backend, folder)
    _fill(url, instances, end)
    for name, query in _REQUESTS.items():
        found = _ask(folder, url, start, end, query)
        yield {'database': backend, 'instances': instances, 'request': name,
               'rows': found['rows'], 'median ms': round(found['median']),
               'first ms': round(found['first']),
               'peak MiB': round(found['peak_mib']),
               'total': found['totals'][0]['amount']}
    ledgers.drop_database(backend, url)


def main():
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--instances', type=int, action='append',
                        help='default: 1000 and 10000')
    parser.add_argument('--database', action='append',
                        choices=ledgers.BACKENDS)
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for instances in args.instances or (1000, 10000)
                for backend in args.database or ledgers.BACKENDS
                for row in _measure(backend, instances, folder)]
    report.print_results(rows, args.json)


if __name__ == '__main__':
    main()
