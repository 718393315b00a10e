# SPDX-License-Identifier: Apache-2.0
"""The demo's agents: readings of a host, in a message for the bus."""

import collections
import datetime
import uuid

from billing_ledger.facts import reading
from billing_ledger.facts import signature

_NAMESPACE = uuid.UUID('7d6f1c1a-94b5-4e0c-8a58-0a2a5d1f3e77')
# From reading to sending. Nova has told by then what it did to a guest.
DELAY = datetime.timedelta(seconds=5)
ROUTING_KEY = f'{reading.TOPIC}.info'


def messages(read, key, secret=None):
    """Return (sent at, notification) of what agents read.

    :param read: (moment, READING) pairs of all hosts
    :param key: what makes the ids of these messages their own
    :param secret: to sign with, or None
    """
    batches = collections.defaultdict(list)
    for moment, each in read:
        batches[moment, each['host']].append(each)
    return [(moment + DELAY, _notification(
        moment + DELAY, host, sorted(found, key=lambda each: each['run_id']),
        key, secret)) for (moment, host), found in sorted(batches.items())]


def _notification(sent_at, host, batch, key, secret):
    payload = {'version': reading.VERSION, 'host': host, 'readings': batch}
    if secret:
        payload = signature.sign(payload, secret)
    name = f'{key}/{host}/{sent_at.isoformat()}'
    return {
        'message_id': str(uuid.uuid5(_NAMESPACE, name)),
        '_unique_id': uuid.uuid5(_NAMESPACE, f'{name}/unique').hex,
        'publisher_id': f'billing-agent.{host}',
        'event_type': reading.EVENT_TYPE,
        'priority': 'INFO',
        'timestamp': f'{sent_at:%Y-%m-%d %H:%M:%S.%f}',
        'payload': payload,
    }
