# SPDX-License-Identifier: Apache-2.0
"""Recorded notifications as they lay on the queue, once or many times."""

import functools
import gzip
import itertools
import json
import re
import typing
import uuid

from tests.recordings import files

_UUID = re.compile(
    r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
_UNIQUE_ID = re.compile(r'(?<=_unique_id\\": \\")[0-9a-f]{32}')
_NAMESPACE = uuid.UUID('6d9e8f0c-5f0e-4a53-9a55-6d0d1b3a3c11')


class Delivery(typing.NamedTuple):
    """What was published, and where to."""

    exchange: str
    routing_key: str
    body: str

    @property
    def is_versioned(self):
        return self.routing_key.startswith('versioned_')


@functools.cache
def recorded(name):
    """Return the deliveries of a recording, in the order of arrival."""
    with gzip.open(files.path(name), 'rt') as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(Delivery(row['exchange'], row['routing_key'], row['body'])
                 for row in rows)


def everything():
    """Return the deliveries of all recordings."""
    return [delivery for name in files.NAMES for delivery in recorded(name)]


def repeated(count):
    """Return a number of deliveries: copies of a cloud, one after another.

    Each copy has instances and messages of its own: all UUIDs are replaced,
    the same one by the same one.
    """
    copies = (_renamed(delivery, number) for number in itertools.count()
              for delivery in everything())
    return list(itertools.islice(copies, count))


def message(delivery):
    """Return the notification that was delivered."""
    return json.loads(json.loads(delivery.body)['oslo.message'])


def _renamed(delivery, number):
    def rename(match):
        return _name(match.group(), number)

    def rename_plain(match):
        return _name(match.group(), number).replace('-', '')

    body = _UUID.sub(rename, delivery.body)
    return delivery._replace(body=_UNIQUE_ID.sub(rename_plain, body))


@functools.lru_cache(100_000)
def _name(old, number):
    return str(uuid.uuid5(_NAMESPACE, f'{number} {old}'))
