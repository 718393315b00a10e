# SPDX-License-Identifier: Apache-2.0
"""The recordings in this folder, read for tests."""

import collections
import functools
import gzip
import json
import pathlib

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.facts import recording

DATA = pathlib.Path(__file__).parent / 'data'
NAMES = sorted(path.name.removesuffix('.jsonl.gz')
               for path in DATA.glob('*.jsonl.gz')
               if not path.name.endswith('.truth.jsonl.gz'))


def path(name):
    """Return the file of a recording."""
    return DATA / f'{name}.jsonl.gz'


@functools.cache
def messages(name):
    """Return the notifications of a recording in order of arrival."""
    with recording.open_lines(path(name)) as lines:
        return tuple(message for message, problem
                     in recording.read_lines(lines) if problem is None)


@functools.cache
def events(name):
    """Return the InstanceEvents of a recording, as tuples by instance."""
    found = collections.defaultdict(list)
    for message in messages(name):
        event = nova.read_instance_event(envelope.open_envelope(message))
        if event is not None:
            found[event.instance_id].append(event)
    return {key: tuple(value) for key, value in found.items()}


@functools.cache
def truth(name):
    """Return the rows that say what happened, as Nova's API told it."""
    with gzip.open(DATA / f'{name}.truth.jsonl.gz', 'rt') as lines:
        return tuple(json.loads(line) for line in lines)
