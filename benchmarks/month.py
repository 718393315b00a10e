# SPDX-License-Identifier: Apache-2.0
"""A month of one project, made of recorded instances: copied and stretched."""

import collections
import datetime
import functools
import json
import random
import re

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from tests.recordings import files

PROJECT = 'c5488c8cbe644d8eaf762e13c814a55c'
DAYS = 30
_LONGEST = 40            # notifications of one instance
_NAMES = ('01_lifecycle', '02_resize', '03_cold_migrate',
          '06_live_migrate_row', '16_shelve')
_UUID = re.compile(
    r'\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b')
_TIME = re.compile(r'\b2026-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?')


class Life(list):
    """The notifications of one recorded instance, as JSON texts."""

    def __init__(self, messages):
        times = [datetime.datetime.fromisoformat(message['timestamp'])
                 for message in messages]
        self.start = min(times)
        self.length = max(times) - self.start
        super().__init__(json.dumps(_without_context(message))
                         for message in messages)


@functools.cache
def lives():
    """Return the recorded lives in Nova's versioned format."""
    found = collections.defaultdict(list)
    for name in _NAMES:
        for message in files.messages(name):
            if 'nova_object.data' not in message['payload']:
                continue
            event = nova.read_instance_event(envelope.open_envelope(message))
            if event is not None:
                found[event.instance_id].append(message)
    return [Life(messages[:_LONGEST]) for messages in found.values()]


def _without_context(message):
    return {key: value for key, value in message.items()
            if not key.startswith('_')}


def month(instances, end, seed=1):
    """Yield the notifications of a number of instances in the month to end.

    Each is a copy of a recorded one; it begins anywhere in the month, and its
    recorded minutes become days.
    """
    chance = random.Random(seed)
    for number in range(instances):
        life = chance.choice(lives())
        begin = end - datetime.timedelta(days=DAYS * chance.random())
        stretch = (end - begin) / life.length * chance.uniform(0.3, 1)
        yield from _copy(life, begin, stretch, number)


def _copy(life, begin, stretch, number):
    @functools.cache
    def move(text):
        then = datetime.datetime.fromisoformat(text)
        moved = begin + (then - life.start) * stretch
        return moved.strftime('%Y-%m-%dT%H:%M:%S.%f')

    for text in life:
        renamed = _UUID.sub(rf'{number:08x}\1', text)
        message = json.loads(_TIME.sub(lambda match: move(match.group()),
                                       renamed))
        message['payload']['nova_object.data']['tenant_id'] = PROJECT
        yield message
