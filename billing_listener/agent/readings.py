# SPDX-License-Identifier: Apache-2.0
"""What the agent sends: readings of runs, a batch in a message.

billing_ledger/facts/reading.py is the other end: it says what they mean.
"""

import json
import uuid

from billing_ledger import times
from billing_ledger.facts import reading

EVENT_TYPE = reading.EVENT_TYPE
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, 'horizon-billing/agent')


def run_id(host_uuid, boot_id, instance_id, process):
    """Return the id of a run.

    :param process: a text that tells the process from others of that boot
    """
    return str(uuid.uuid5(_NAMESPACE, '\n'.join(
        (host_uuid, boot_id, instance_id, process))))


def ordinary(host, run, at_ns):
    """Return the READING of a run that goes on."""
    return _reading(host, run, at_ns, run.totals())


def closing(host, run, end_ns, totals, exact):
    """Return the last READING of a run.

    :param totals: {counter: value}
    :param exact: whether the counters are known to be those at the end
    """
    return _reading(host, run, end_ns, totals) | {
        'ended_at': text(end_ns), 'exact': exact}


def _reading(host, run, at_ns, totals):
    return {'run_id': run.run_id,
            'instance_id': run.instance_id,
            'host': host,
            'vcpus': run.counters.vcpus,
            'started_at': text(run.started_ns),
            'first': dict(run.first),
            'at': text(at_ns),
            'counters': totals,
            'ended_at': None,
            'exact': None}


def payload(host, batch):
    """Return the payload of a message, not yet signed.

    :param batch: READINGs
    """
    return {'version': reading.VERSION, 'host': host, 'readings': list(batch)}


def publisher_id(host):
    """Return the sender's name as oslo.messaging has it."""
    return f'billing-agent.{host}'


def notification(host, batch, at_ns):
    """Return a whole message as it comes out of oslo.messaging.

    Its id is made of what it says: the same message has the same id.
    """
    body = payload(host, batch)
    text_of_body = json.dumps(body, sort_keys=True, separators=(',', ':'))
    return {'message_id': str(uuid.uuid5(_NAMESPACE, text_of_body)),
            'publisher_id': publisher_id(host),
            'event_type': EVENT_TYPE,
            'priority': 'INFO',
            'timestamp': str(times.from_us(at_ns // 1000).replace(
                tzinfo=None)),
            'payload': body}


def text(at_ns):
    """Return a moment as ISO 8601 in UTC, to the microsecond."""
    return times.to_text(times.from_us(at_ns // 1000))
