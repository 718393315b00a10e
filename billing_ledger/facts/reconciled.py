# SPDX-License-Identifier: Apache-2.0
"""Facts that nobody announced, or that got lost: from Nova's own records.

Such a fact is an InstanceEvent whose type begins with ``reconcile.`` and goes
on with what it says: ``reconcile.host``. Where Nova kept no time of it,
``.assumed`` follows, and its moment is the latest one that is proven.
"""

import typing
import uuid

from billing_ledger import times
from billing_ledger.facts.instance_event import InstanceEvent

_PREFIX = 'reconcile.'
_ASSUMED = '.assumed'
_NAMESPACE = uuid.UUID('0b3f8a52-3c53-4d0a-9e57-0d2a6f5a7c10')


class Healing(typing.NamedTuple):
    """A fact that heals a timeline, and which of Nova's records tells it."""

    event: InstanceEvent
    source: str


def event_type(what, assumed=False):
    """Return the type of a fact, for example reconcile.host."""
    return f'{_PREFIX}{what}{_ASSUMED if assumed else ""}'


def what(event):
    """Return what a fact says: created, launched, host, flavor, state ..."""
    return event.event_type.removeprefix(_PREFIX).removesuffix(_ASSUMED)


def is_reconciled(event):
    """Tell whether an event came from Nova's records, not from the bus."""
    return event.event_type.startswith(_PREFIX)


def is_dated(event):
    """Tell whether an event came from records that have its time."""
    return is_reconciled(event) and not event.event_type.endswith(_ASSUMED)


def evidence(event):
    """Return what a segment rests on that such an event begins."""
    return 'reconciled' if is_dated(event) else 'assumed'


def identified(event):
    """Return the event with the message id that its values give.

    To reconcile twice is to record the same fact, once.
    """
    values = [times.to_text(value) if hasattr(value, 'astimezone') else value
              for value in event._replace(message_id='')]
    return event._replace(
        message_id=str(uuid.uuid5(_NAMESPACE, repr(values))))
