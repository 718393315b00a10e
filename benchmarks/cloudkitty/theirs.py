# SPDX-License-Identifier: Apache-2.0
"""CloudKitty's side; runs in its own environment.

Takes a task as JSON on standard input (see __main__.py), prints the result as
JSON in the last line.
"""

import json
import statistics
import sys

from cloudkitty import orchestrator

from benchmarks.cloudkitty import cases
from benchmarks.cloudkitty import filler
from benchmarks.cloudkitty import month
from benchmarks.cloudkitty import prices
from benchmarks.cloudkitty import stopwatch
from benchmarks.cloudkitty import telemetry
from benchmarks.cloudkitty import their_setup

_REPETITIONS = 5


def answer_cases(task):
    """Return the amount that each case comes to, as text."""
    store = their_setup.deploy(task, [prices.INSTANCE])
    return [_answer(store, task['folder'], number, case)
            for number, case in enumerate(cases.CASES)]


def _answer(store, folder, number, case):
    lives = case.lives(number)
    project_id = lives[0].project_id
    their_setup.write_metrics(folder, [prices.INSTANCE], **case.options)
    price_ids = their_setup.write_prices(
        [prices.INSTANCE._replace(prices=case.prices)])
    if case.then == 'change price':
        their_setup.change_price(price_ids['small'], case.new_price,
                                 case.changes_at)
    _rate(store, project_id, [] if case.then == 'deliver late' else lives,
          case.hours)
    if case.then == 'delete price':
        their_setup.delete_price(price_ids['small'])
        # What its API for rating again does first.
        store.delete(begin=month.START, filters={'project_id': project_id})
    if case.then in ('delete price', 'deliver twice'):
        _rate(store, project_id, lives, case.hours)
    return _total(store, project_id, case.hours)


def _rate(store, project_id, lives, hours):
    worker = _new_worker(
        their_setup.Collector(telemetry.Telemetry(lives)), store, project_id)
    for _ in range(hours):
        worker.execute_worker_processing()


def _new_worker(collector, store, project_id):
    """Return the one who rates a project, hour after hour from the first."""
    their_setup.is_done_until(project_id, 0)
    return orchestrator.Worker(collector, store, project_id, 0)


def _total(store, project_id, hours):
    found = store.total(begin=month.START, end=month.at(hours * 60),
                        filters={'project_id': project_id})['results']
    return str(sum(row['rate'] or 0 for row in found))


def rate_month(task):
    """Rate hour after hour, as far as time allows; then ask for a summary."""
    store = their_setup.deploy(task, prices.METRICS)
    their_setup.write_prices(prices.METRICS)
    lives = month.make(task['instances'])
    collector = their_setup.Collector(telemetry.Telemetry(lives))
    workers = [_new_worker(collector, store, project_id)
               for project_id in _projects(lives)]
    watch = stopwatch.Stopwatch(task['servers'])
    hours = 0
    while hours < month.HOURS and watch.seconds() < task['limit']:
        for worker in workers:
            worker.execute_worker_processing()
        hours += 1
    found = watch.read() | {
        'hours': hours, 'peak_mib': stopwatch.peak_mib(),
        'points': month.points(lives, len(prices.METRICS), hours)}
    return found | {'billed': _billed(store, hours)} | _summary(
        store, collector, lives, task, hours)


def _projects(lives):
    return sorted({life.project_id for life in lives})


def _billed(store, hours):
    return str(sum(row['rate'] or 0 for row in store.total(
        begin=month.START, end=month.at(hours * 60))['results']))


def _summary(store, collector, lives, task, hours):
    """Return how long a summary by project takes, over how many points.

    Hours there was no time to rate are stored with a price of 0.01, as long
    as there is time for that.
    """
    watch = stopwatch.Stopwatch()
    push = store.push if task['version'] == 2 else filler.insert
    while hours < month.HOURS and watch.seconds() < task['limit']:
        for project_id in _projects(lives):
            push([filler.frame(collector, project_id, hours)], project_id)
        hours += 1
    took = []
    for _ in range(_REPETITIONS):
        watch = stopwatch.Stopwatch()
        store.total(begin=month.START, end=month.at(month.MINUTES),
                    groupby=['project_id'])
        took.append(watch.seconds())
    return {'summary_seconds': statistics.median(took),
            'summary_points': month.points(lives, len(prices.METRICS), hours)}


def main():
    """Do what the task says, and print the result."""
    task = json.load(sys.stdin)
    work = {'cases': answer_cases, 'month': rate_month}[task['work']]
    print(json.dumps(work(task)))


if __name__ == '__main__':
    main()
