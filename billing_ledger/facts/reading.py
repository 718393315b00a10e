# SPDX-License-Identifier: Apache-2.0
"""What an agent read of a guest: cumulative counters of one run.

A run is one life of one guest process on one host. Every reading of a run says
what the run is and what its counters were when it began, so each stands for
itself: whichever of them arrive, the newest one tells the whole run.
"""

import datetime
import operator
import typing

from billing_ledger import exception
from billing_ledger.facts import fields

EVENT_TYPE = 'billing.readings'
EXCHANGE = 'billing'
TOPIC = 'billing_readings'
VERSION = 1
# In the order in which they are stored. New ones are added at the end.
COUNTERS = (
    'cpu.used',                  # ns, the sum of vcpu.N.time
    'cpu.total',                 # ns, with the emulator's own work
    'memory.used',               # B s
    'disk.stored',               # B s
    'disk.read.bytes',
    'disk.write.bytes',
    'disk.read.requests',
    'disk.write.requests',
    'network.incoming.bytes',
    'network.outgoing.bytes',
)
# More than any machine counts in its life, and no trouble for any database.
LARGEST_COUNTER = 10 ** 30
MOST_READINGS = 10_000
_all_counters = operator.itemgetter(*COUNTERS)
MOST_VCPUS = 65_536


class Run(typing.NamedTuple):
    """One life of one guest process on one host.

    ``first`` are its counters, in the order of COUNTERS, at ``started_at``:
    zeros where the run was watched from its start.
    """

    run_id: str
    resource_id: str
    host: str
    started_at: datetime.datetime
    first: tuple


class Reading(typing.NamedTuple):
    """The counters of a run at a moment, in the order of COUNTERS.

    ``ended_at`` is set in the last one of a run, and ``exact`` then: whether
    the counters are those at the end, or the newest that could be read.
    """

    run: Run
    at: datetime.datetime
    vcpus: int
    counters: tuple
    ended_at: datetime.datetime | None
    exact: bool | None


def read_batch(payload, known_runs=None):
    """Return what a message of an agent holds.

    :param payload: of a notification of the type EVENT_TYPE
    :param known_runs: a dict that keeps the Runs found for the next call,
                       since each reading of a run says the same of it
    :returns: (Readings, [(what cannot be understood, reason)])
    :raises MalformedMessage: not even the list of readings can be found
    """
    if payload.get('version') != VERSION:
        raise exception.MalformedMessage(
            reason=f'version {payload.get("version")!r:.40} of readings is '
                   f'unknown; this release reads version {VERSION}')
    listed = payload.get('readings')
    if not isinstance(listed, list) or len(listed) > MOST_READINGS:
        raise exception.MalformedMessage(
            reason=f'readings should be a list of {MOST_READINGS} at most')
    known_runs = {} if known_runs is None else known_runs
    found, problems = [], []
    for each in listed:
        try:
            found.append(read_one(each, known_runs))
        except exception.MalformedMessage as error:
            problems.append((each, str(error)))
    return found, problems


def read_one(data, known_runs=None):
    """Return the Reading that a JSON object holds.

    :param known_runs: as for read_batch()
    :raises MalformedMessage: it holds none, or one that contradicts itself
    """
    data = fields.mapping(data, 'a reading')
    reading = Reading(
        run=_run(data, {} if known_runs is None else known_runs),
        at=fields.moment(data, 'at'), vcpus=_vcpus(data),
        counters=_counters(data, 'counters'),
        ended_at=fields.optional_moment(data, 'ended_at'),
        exact=_exact(data))
    _check_order(reading)
    return reading


def _run(data, known_runs):
    """Return the Run of a reading, the same one as last time if it is."""
    said = tuple(map(data.get, ('run_id', 'instance_id', 'host',
                                'started_at', 'first')))
    run_id = fields.text(data, 'run_id', fields.ID_LENGTH)
    known_said, known = known_runs.get(run_id, (None, None))
    if known_said == said:
        return known
    run = Run(
        run_id=run_id,
        resource_id=fields.text(data, 'instance_id', fields.ID_LENGTH),
        host=fields.text(data, 'host'),
        started_at=fields.moment(data, 'started_at'),
        first=_counters(data, 'first'))
    known_runs[run_id] = said, run
    return run


def _counters(data, key):
    given = fields.mapping(data.get(key), key)
    try:
        found = _all_counters(given)
        if (set(map(type, found)) == {int} and min(found) >= 0
                and max(found) <= LARGEST_COUNTER):
            return found
    except KeyError:
        pass
    return tuple(_counter(given, key, name) for name in COUNTERS)


def _counter(given, key, name):
    value = given.get(name)
    if type(value) is not int:       # bool is an int, but no counter
        raise exception.MalformedMessage(
            reason=f'{name} of {key} should be a whole number, '
                   f'not {type(value).__name__}')
    if not 0 <= value <= LARGEST_COUNTER:
        raise exception.MalformedMessage(
            reason=f'{name} of {key} is out of range')
    return value


def _vcpus(data):
    vcpus = fields.size(data, 'vcpus')
    if not 1 <= vcpus <= MOST_VCPUS:
        raise exception.MalformedMessage(
            reason=f'vcpus is out of range (1 to {MOST_VCPUS})')
    return vcpus


def _exact(data):
    exact = data.get('exact')
    if exact is not None and not isinstance(exact, bool):
        raise exception.MalformedMessage(
            reason=f'exact should be true, false or null, '
                   f'not {type(exact).__name__}')
    if (exact is None) != (data.get('ended_at') in (None, '')):
        raise exception.MalformedMessage(
            reason='ended_at and exact come together')
    return exact


def _check_order(reading):
    if reading.at < reading.run.started_at:
        raise exception.MalformedMessage(
            reason='the reading was made before its run began')
    if not any(map(operator.lt, reading.counters, reading.run.first)):
        return
    for name, first, last in zip(COUNTERS, reading.run.first,
                                 reading.counters, strict=True):
        if last < first:
            raise exception.MalformedMessage(
                reason=f'{name} went back from {first} to {last}')
