# SPDX-License-Identifier: Apache-2.0
"""Bill the same month with CloudKitty and with the ledger, and compare.

Real are: of CloudKitty its orchestrator's worker, its collector for Gnocchi,
hashmap, its storage; of the ledger everything; the databases. Not real: what
Gnocchi answers comes out of memory, so CloudKitty waits for no Gnocchi and no
network; the notifications of Nova and of the agents are made up.
"""

import argparse
import json
import sys

from benchmarks import report
from benchmarks.cloudkitty import environment
from benchmarks.cloudkitty import month
from benchmarks.cloudkitty import prices
from benchmarks.cloudkitty import programs
from benchmarks.cloudkitty import tables

_SQL = 'CloudKitty, SQL storage'
_INFLUXDB = 'CloudKitty, InfluxDB'
_LIMIT_SECONDS = 60


def _answers(setup):
    """Return what each system answers to the cases of the fairness table."""
    answers = {_SQL: setup.theirs('mariadb', 1, work='cases')}
    if setup.has_influxdb:
        answers[_INFLUXDB] = setup.theirs('mariadb', 2, work='cases')
    return answers | {tables.OURS: setup.ours('mariadb', work='cases')}


def _months(setup, instances):
    """Return what each system says of a month, by system and database."""
    task = {'work': 'month', 'instances': instances}
    found = {(_SQL, 'mariadb'): setup.theirs('mariadb', 1, **task),
             (_SQL, 'sqlite'): setup.theirs('sqlite', 1, **task)}
    if setup.has_influxdb:
        found[_INFLUXDB, 'mariadb'] = setup.theirs('mariadb', 2, **task)
    hours = sorted({each['hours'] for each in found.values()})
    return found | {
        (tables.OURS, backend): setup.ours(backend, hours=hours, **task)
        for backend in ('mariadb', 'sqlite')}


def _compare(setup, args):
    """Return all results, by subject."""
    found = {'system': environment.PACKAGES[0], 'fairness': [], 'speed': [],
             'bills': [], 'summaries': [], 'ours': []}
    if not args.no_cases:
        answers = _answers(setup)
        found['fairness'] = tables.fairness(answers)
        found['score'] = tables.score(answers)
    for instances in args.instances or (100, 1000):
        whole = month.points(month.make(instances), len(prices.METRICS))
        results = _months(setup, instances)
        found['speed'] += tables.speed(results, instances, whole)
        found['bills'] += tables.bills(results, instances)
        found['summaries'] += tables.summaries(results, instances)
        found['ours'] += tables.ours(results, instances)
    return found


def _print(found):
    print(f'{found["system"]}; {report.machine()}\n\n{__doc__}')
    for title, name in (
            ('What a bill should say, and what each says', 'fairness'),
            ('Rating a month; slower than the ledger by', 'speed'),
            ('The bill of the hours that CloudKitty rated', 'bills'),
            ('A summary of the month by project', 'summaries'),
            ('What the ledger took besides', 'ours')):
        if found[name]:
            print(f'{title}\n\n{report.table(found[name])}\n')


def main():
    """Compare, and print the results."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.cloudkitty',
                                     description=__doc__.split('\n')[0])
    parser.add_argument('--venv', default=environment.DEFAULT,
                        help='where CloudKitty is installed, once')
    parser.add_argument('--instances', type=int, action='append',
                        help='default: 100 and 1000')
    parser.add_argument('--no-cases', action='store_true',
                        help='leave out the fairness table')
    parser.add_argument('--limit-seconds', type=int, default=_LIMIT_SECONDS,
                        help='how long CloudKitty may rate in each run, and '
                             'then fill its storage (default: %(default)s)')
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    try:
        python = environment.prepare(args.venv)
        with programs.Setup(python, args.limit_seconds) as setup:
            if not setup.has_influxdb:
                print('InfluxDB is missing: CloudKitty is measured with its '
                      'SQL storage alone (on Debian: apt-get install '
                      'influxdb).', file=sys.stderr)
            found = _compare(setup, args)
    except (environment.CannotInstall, programs.Failed) as error:
        sys.exit(str(error))
    if args.json:
        print(json.dumps({'machine': report.machine()} | found, indent=1))
    else:
        _print(found)


if __name__ == '__main__':
    main()
