# SPDX-License-Identifier: Apache-2.0
"""The ledger's side, in a process of its own.

Takes a task as JSON on standard input (see __main__.py), prints the result as
JSON in the last line.
"""

import decimal
import itertools
import json
import statistics
import sys

from benchmarks.cloudkitty import cases
from benchmarks.cloudkitty import month
from benchmarks.cloudkitty import notifications
from benchmarks.cloudkitty import prices
from benchmarks.cloudkitty import stopwatch
from billing_ledger import exception
from billing_ledger import ledger
from billing_ledger import text
from billing_ledger.rating.price import NewPrice
from tests.functional.db import books as ledgers

_REPETITIONS = 5
_LONG_AGO = month.at(-24 * 60)
_BATCH = 200
_MESSAGES = 10          # of readings, with a hundred each


def answer_cases(task):
    """Return the amount that each case comes to, as text."""
    ledgers.open_books(task['database']).upgrade_schema()
    return [_answer(task['database'], number, case)
            for number, case in enumerate(cases.CASES)]


def _answer(url, number, case):
    lives = case.lives(number)
    project_id = lives[0].project_id
    books = ledgers.open_books(url, _LONG_AGO)
    [price] = _create_prices(books, prices.INSTANCE._replace(
        prices=case.prices), project_id)[:1]
    if case.then == 'change price' and not _is_granted(
            books.prices.create, _new_price(
                prices.INSTANCE, 'small', case.new_price,
                month.at(case.changes_at), project_id)):
        return cases.REFUSED
    ledgers.close_books(books)
    books = ledgers.open_books(url, month.at(case.conditions[-1].end))
    hours = ledger.Query(month.START, month.at(case.hours * 60), project_id)
    messages = [message for life in lives
                for message in notifications.of_life(life)]
    if case.then == 'deliver late':
        books.charges(hours)
    books.record(messages)
    if case.then == 'deliver twice':
        books.record(messages)
    if case.then == 'delete price' and not _is_granted(
            books.prices.end, price.id, month.START):
        books.prices.end(price.id, books.next_full_hour())
    [amount] = books.charges(hours).totals.values()
    ledgers.close_books(books)
    return text.of_amount(amount)


def _is_granted(wish, *args):
    try:
        wish(*args)
    except exception.InvalidPrice:
        return False
    return True


def _create_prices(books, metric, project_id=None):
    return [books.prices.create(
        _new_price(metric, flavor, price, _LONG_AGO, project_id))
        for flavor, price in metric.prices.items()]


def _new_price(metric, flavor, price, effective_from, project_id):
    return NewPrice(
        metric.meter, decimal.Decimal(price),
        ledger.METERS[metric.meter].pricing_unit, 'EUR', effective_from,
        flavor=flavor, project_id=project_id)


def charge_month(task):
    """Record a month; then derive its timelines and compute its charges."""
    _prepare(task['database'])
    books = ledgers.open_books(task['database'], month.at(month.MINUTES))
    lives = month.make(task['instances'])
    recording = _record(books, lives)
    watch = stopwatch.Stopwatch(task['servers'])
    books.deriver.derive_all()
    derive_seconds = watch.seconds()
    sheet = books.charges(_month_by('resource', 'meter'))
    found = watch.read() | {
        'hours': month.HOURS, 'derive_seconds': derive_seconds,
        'points': month.points(lives, len(prices.METRICS)),
        'record_seconds': recording, 'peak_mib': stopwatch.peak_mib(),
        'lines': len(sheet.rows), 'billed': str(sum(sheet.totals.values()))}
    return found | {
        'summary_seconds': _median(books, _month_by('project')),
        'summary_points': found['points'],
        'days_seconds': _median(books, _month_by('project', 'day')),
        'billed_until': {
            hours: _billed(books, hours) for hours in task['hours']}}


def _prepare(url):
    books = ledgers.open_books(url, _LONG_AGO)
    books.upgrade_schema()
    for metric in prices.METRICS:
        _create_prices(books, metric)
    ledgers.close_books(books)


def _record(books, lives):
    watch = stopwatch.Stopwatch()
    for batch in ledgers.batches(itertools.chain.from_iterable(
            map(notifications.of_life, lives)), _BATCH):
        books.record(batch)
    for batch in ledgers.batches(notifications.readings(lives), _MESSAGES):
        books.record(batch)
    return watch.seconds()


def _billed(books, hours):
    return str(sum(books.charges(ledger.Query(
        month.START, month.at(hours * 60))).totals.values()))


def _month_by(*group_by):
    return ledger.Query(month.START, month.at(month.MINUTES),
                        group_by=group_by)


def _median(books, query):
    took = []
    for _ in range(_REPETITIONS):
        watch = stopwatch.Stopwatch()
        books.charges(query)
        took.append(watch.seconds())
    return statistics.median(took)


def main():
    """Do what the task says, and print the result."""
    task = json.load(sys.stdin)
    work = {'cases': answer_cases, 'month': charge_month}[task['work']]
    print(json.dumps(work(task)))


if __name__ == '__main__':
    main()
