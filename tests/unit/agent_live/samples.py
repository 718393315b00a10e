# SPDX-License-Identifier: Apache-2.0
"""Readings for tests."""

import datetime

from billing_ledger.facts import reading

RUN = 'b3a5d7c0-0000-5000-8000-000000000001'
INSTANCE = '27d70598-0699-4e9c-9ebb-19a2d5390fa9'


def at(minutes, seconds=0):
    """Return a moment after noon, as readings have it."""
    noon = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
    return (noon + datetime.timedelta(minutes=minutes, seconds=seconds)
            ).isoformat(timespec='microseconds')


def ordinary(minutes, run_id=RUN, used=0):
    """Return a READING some minutes after noon."""
    return {'run_id': run_id, 'instance_id': INSTANCE, 'host': 'cmp1',
            'vcpus': 1, 'started_at': at(-60),
            'first': dict.fromkeys(reading.COUNTERS, 0), 'at': at(minutes),
            'counters': dict.fromkeys(reading.COUNTERS, used),
            'ended_at': None, 'exact': None}


def closing(minutes, run_id=RUN, exact=True, used=0):
    """Return the last READING of a run."""
    return ordinary(minutes, run_id, used) | {
        'ended_at': at(minutes), 'exact': exact}
