# SPDX-License-Identifier: Apache-2.0
"""An imaginary guest whose counters an agent reads."""

import itertools

from billing_ledger import times
from billing_ledger.facts import reading
from tests.unit.ledger import base

GIB = 2 ** 30
_NUMBERS = itertools.count()


class Guest:
    """One run: counters grow, readings are made.

    :param started_at: when the run began, or when watching it began
    :param first: counters at that time that are not 0
    """

    def __init__(self, host='cmp1', started_at=base.START, vcpus=1,
                 run_id=None, instance_id=base.INSTANCE, first=None):
        self.host = host
        self.vcpus = vcpus
        self.run_id = run_id or f'run-{host}-{times.to_text(started_at)}'
        self.instance_id = instance_id
        self.started_at = started_at
        self.first = dict.fromkeys(reading.COUNTERS, 0) | (first or {})
        self.counters = dict(self.first)

    def uses(self, **grown):
        """Let counters grow; names have _ where meters have dots."""
        for name, amount in grown.items():
            self.counters[name.replace('_', '.')] += amount
        return self

    def read(self, at, ended_at=None, exact=None, **changes):
        """Return a reading as agents send it."""
        return {
            'run_id': self.run_id, 'instance_id': self.instance_id,
            'host': self.host, 'vcpus': self.vcpus,
            'started_at': times.to_text(self.started_at),
            'first': dict(self.first), 'at': times.to_text(at),
            'counters': dict(self.counters),
            'ended_at': times.to_text(ended_at), 'exact': exact} | changes

    def ends(self, at, exact=True):
        """Return the last reading of the run."""
        return self.read(at, at, exact)


def message(*readings, **payload):
    """Return a notification with some readings."""
    return {
        'message_id': f'readings-{next(_NUMBERS)}',
        'publisher_id': 'billing-agent.cmp1',
        'event_type': reading.EVENT_TYPE, 'priority': 'INFO',
        'timestamp': str(base.START.replace(tzinfo=None)),
        'payload': {'version': 1, 'host': 'cmp1',
                    'readings': list(readings)} | payload}
