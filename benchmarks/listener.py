# SPDX-License-Identifier: Apache-2.0
"""Notifications a second through billing-listener, with commit.

For each database: notifications lie in the queues of a private RabbitMQ; a
process takes them, once with the parts of billing-listener into the database,
once with a listener of oslo.messaging that does nothing. The repetitions are
interleaved, so that a machine that gets slower does so for both.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

from benchmarks import report
from tests.functional import services
from tests.functional.db import books as ledgers
from tests.functional.listener import broker
from tests.functional.listener import stream
from tests.functional.listener.process import write_config


def _run(kind, folder, rabbit, database_url, deliveries):
    """Fill the queues, let a process empty them; return what it measured."""
    bus_url = rabbit.new_virtual_host()
    with broker.Publisher(bus_url) as publisher:
        publisher.publish(deliveries)
    config = pathlib.Path(folder, f'{kind}.conf')
    write_config(config, {
        'DEFAULT': {'transport_url': bus_url},
        'database': {'connection': database_url},
        'listener': {'priorities': 'info,error'}})
    done = subprocess.run(
        [sys.executable, '-m', 'benchmarks.receiver', kind, str(config),
         str(len(deliveries))], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    rabbit.forget(bus_url)
    return report.parse(done.stdout)


def _measure(backend, folder, rabbit, deliveries, args):
    """Return the medians of both listeners for a database."""
    runs = {'noop': [], 'billing': []}
    for _ in range(args.repetitions):
        for kind, results in runs.items():
            url = ledgers.create_database(backend, folder)
            ledgers.create_books(url)
            results.append(_run(kind, folder, rabbit, url, deliveries))
            ledgers.drop_database(backend, url)
    count = len(deliveries)

    def median(kind, key):
        return statistics.median(run[key] for run in runs[kind])

    return {
        'database': backend,
        'notifications': count,
        'noop/s': round(count / median('noop', 'seconds')),
        'listener/s': round(count / median('billing', 'seconds')),
        'ratio': statistics.median(
            noop['seconds'] / billing['seconds'] for noop, billing
            in zip(runs['noop'], runs['billing'], strict=True)),
        'noop CPU us': round(1e6 / count * median('noop', 'cpu_seconds')),
        'listener CPU us': round(
            1e6 / count * median('billing', 'cpu_seconds')),
        'derive CPU us': round(
            1e6 / count * median('billing', 'derive_cpu_seconds')),
        'noop peak MiB': round(median('noop', 'peak_mib')),
        'listener peak MiB': round(median('billing', 'peak_mib')),
    }


def main():
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--count', type=int, default=10000,
                        help='notifications in each run (default: 10000)')
    parser.add_argument('--repetitions', type=int, default=3)
    parser.add_argument('--database', action='append',
                        choices=ledgers.BACKENDS)
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    deliveries = stream.repeated(args.count)
    with services.RabbitMQ() as rabbit, tempfile.TemporaryDirectory() as here:
        rows = [_measure(backend, here, rabbit, deliveries, args)
                for backend in args.database or ledgers.BACKENDS]
    report.print_results(rows, args.json)


if __name__ == '__main__':
    main()
