# SPDX-License-Identifier: Apache-2.0
"""Receive a number of notifications, in a process of its own, and time it.

Prints JSON: seconds from the first batch to the end of the last, CPU seconds
and peak memory of the process.
"""

import argparse
import json
import resource
import sys
import threading
import time

import oslo_messaging

from billing_ledger import ledger
from billing_listener import cmd
from billing_listener import derivation
from billing_listener import outage
from billing_listener import server
from billing_listener import tally
from billing_listener import transport as bus
from billing_listener import writer

_PATIENCE_SECONDS = 300


class Counter:
    """Notes when the first batch begins and the last one has ended."""

    def __init__(self, expected):
        self._left = expected
        self._began = self._cpu = None
        self.done = threading.Event()
        self.result = None

    def around(self, handle):
        """Return a function that handles a batch and counts it."""
        def counted(messages):
            if self._began is None:
                self._began, self._cpu = time.perf_counter(), _cpu_seconds()
            answer = handle(messages)
            self._left -= len(messages)
            if self._left <= 0:
                self.result = {
                    'seconds': time.perf_counter() - self._began,
                    'cpu_seconds': _cpu_seconds() - self._cpu}
                self.done.set()
            return answer
        return counted


def _cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _noop(conf, counter):
    """Do with oslo.messaging alone, and nothing with the notifications."""
    class Endpoint:
        info = error = staticmethod(counter.around(lambda messages: None))

    bus.set_defaults(conf)
    transport = oslo_messaging.get_notification_transport(conf)
    listener = oslo_messaging.get_batch_notification_listener(
        transport, bus.get_targets(conf), [Endpoint],
        batch_size=conf.listener.batch_size,
        batch_timeout=conf.listener.batch_timeout)
    listener.start(override_pool_size=1)
    counter.done.wait(_PATIENCE_SECONDS)
    listener.stop()
    listener.wait()


def _billing(conf, counter):
    """Do what billing-listener does, with the parts that it is made of."""
    stopping = threading.Event()
    books = ledger.Ledger(conf)
    books.check_schema()
    counts = tally.Tally(time.monotonic, conf.listener.batch_size)
    batches = writer.BatchWriter(
        books, counts, outage.of_database(time.monotonic), stopping,
        conf.listener.hold_time)
    transport = bus.get_transport(conf)
    deriving = derivation.Derivation(books, conf.listener.derive_interval,
                                     stopping, counts.is_rushing)
    listener, = server.new_servers(conf, transport,
                                   counter.around(batches.write))
    deriving.start()
    listener.begin()
    counter.done.wait(_PATIENCE_SECONDS)
    stopping.set()
    listener.finish()
    deriving.join()
    _derive_the_rest(books, counter.result)


def _derive_the_rest(books, result):
    """Note what the timelines cost that have waited for the rush to end."""
    before = _cpu_seconds()
    books.deriver.derive_all()
    if result:
        result['derive_cpu_seconds'] = _cpu_seconds() - before


def main():
    """Receive, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('kind', choices=('noop', 'billing'))
    parser.add_argument('config_file')
    parser.add_argument('expected', type=int)
    args = parser.parse_args()
    conf = cmd.read_conf(['--config-file', args.config_file])
    counter = Counter(args.expected)
    {'noop': _noop, 'billing': _billing}[args.kind](conf, counter)
    if counter.result is None:
        sys.exit('not all notifications came')
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps(counter.result | {'peak_mib': used.ru_maxrss / 1024}))


if __name__ == '__main__':
    main()
