# SPDX-License-Identifier: Apache-2.0
"""The traces in this folder, replayed, and what the guests counted."""

import collections
import functools
import gzip
import io
import json
import pathlib
import typing

from billing_ledger.facts import reading
from billing_listener.agent import replay

DATA = pathlib.Path(__file__).parent / 'data'
NAMES = sorted(path.name.removesuffix('.jsonl.gz')
               for path in DATA.glob('*.jsonl.gz')
               if path.name.count('.') == 2)


class Run(typing.NamedTuple):
    """A run as its last reading tells it; ``used`` is {counter: value}."""

    instance_id: str
    host: str
    exact: bool | None
    used: dict


def path(name):
    """Return the file of a trace."""
    return DATA / f'{name}.jsonl.gz'


@functools.cache
def lines(name):
    """Return the lines of a trace."""
    with gzip.open(path(name)) as file:
        return file.readlines()


def messages(trace, **kwargs):
    """Return the messages that a trace gives.

    :param trace: a file's name
    """
    out, err = io.StringIO(), io.StringIO()
    status = replay.run(str(trace), (), out, err, **kwargs)
    if status or err.getvalue():
        raise AssertionError(f'{trace}: {err.getvalue()}')
    return [json.loads(line) for line in out.getvalue().splitlines()]


def last_readings(found):
    """Return the last Reading of each run, as the ledger reads them."""
    last = {}
    for message in found:
        readings, problems = reading.read_batch(message['payload'])
        if problems:
            raise AssertionError(problems)
        for each in readings:
            before = last.setdefault(each.run.run_id, each)
            last[each.run.run_id] = max(before, each, key=_rank)
    return list(last.values())


def _rank(made):
    return made.at, made.ended_at is not None, bool(made.exact)


def runs(trace, **kwargs):
    """Return the Runs of a trace, in the order of their beginnings.

    :param trace: a file's name
    """
    last = last_readings(messages(trace, **kwargs))
    return [Run(each.run.resource_id, each.run.host, each.exact,
                {counter: after - before for counter, before, after in zip(
                    reading.COUNTERS, each.run.first, each.counters,
                    strict=True)})
            for each in sorted(last, key=lambda each: each.run.started_at)]


@functools.cache
def recorded(name):
    """Return the Runs of the trace of that name."""
    return runs(path(name))


def total(of_runs):
    """Return {counter: sum} over runs."""
    found = collections.Counter()
    for each in of_runs:
        found.update(each.used)
    return found


@functools.cache
def console(name):
    """Return what a guest said after each tick: [{name: value}]."""
    with gzip.open(DATA / f'{name}.console.gz', 'rt') as file:
        return [_tick(line) for line in file if line.startswith('G seq=')]


@functools.cache
def boots(name):
    """Return {instance id: [what it said, a list for each time it booted]}."""
    found = collections.defaultdict(list)
    with gzip.open(DATA / f'{name}.guest.jsonl.gz', 'rt') as file:
        for row in map(json.loads, file):
            if row.get('line', '').startswith('G seq='):
                tick = _tick(row['line'])
                if tick['seq'] == 0:
                    found[row['uuid']].append([])
                found[row['uuid']][-1].append(tick)
    return found


def _tick(line):
    """Return the counters in a line, those that are whole numbers."""
    pairs = (word.split('=') for word in line.split()[1:])
    return {name: int(value) for name, value in pairs if value.isdigit()}


def threads(name):
    """Return the ns that the kernel accounted to each vCPU's thread."""
    with gzip.open(DATA / f'{name}.threads.jsonl.gz', 'rt') as file:
        return [json.loads(line)['run_virtual_ns'] for line in file]
