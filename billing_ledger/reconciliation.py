# SPDX-License-Identifier: Apache-2.0
"""What reconciliation with Nova reads from the books, and writes into them."""

import typing

from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import healings
from billing_ledger.db import timelines
from billing_ledger.facts.instance_event import InstanceEvent

_CHUNK = 500


class Healed(typing.NamedTuple):
    """A fact from Nova's records, which of them told it, and since when the
    books have it."""

    event: InstanceEvent
    source: str
    healed_at: object


class Reconciliation:
    """The books, as the reconciler sees them.

    :param database: engine.Database
    :param now: returns the present moment
    """

    def __init__(self, database, now):
        self._database = database
        self._now = now

    @engine.retry_on_conflict
    def record(self, resource_id, found, until):
        """Store what Nova's records tell of a resource.

        :param found: Healings; what was recorded before changes nothing
        :param until: the moment until which it has been compared
        :returns: how many facts were new
        """
        with self._database.writing() as connection:
            healings.mark(connection, resource_id, until)
            return healings.add(connection, found, self._now())

    def timelines(self, resource_ids):
        """Return the stored Segments of resources, as lists by id."""
        with self._database.reading() as connection:
            return timelines.of_resources(connection, resource_ids)

    def facts(self, resource_id):
        """Return all InstanceEvents of a resource."""
        with self._database.reading() as connection:
            return events.of_resources(connection, [resource_id])[resource_id]

    def marks(self, resource_ids):
        """Return until when resources have been compared, as a dict."""
        with self._database.reading() as connection:
            return healings.marks(connection, resource_ids)

    def announced(self, resource_ids, besides=()):
        """Return (event_type, generated_at) pairs, as lists by id.

        :param besides: what the types that are left out begin with
        """
        with self._database.reading() as connection:
            return healings.announced(connection, resource_ids, besides)

    def open_timelines(self):
        """Yield lists of ids of resources that are not known to have ended."""
        last = ''
        while True:
            with self._database.reading() as connection:
                found = healings.open_timelines(connection, last, _CHUNK)
            if not found:
                return
            yield found
            last = found[-1]

    def healed(self, resource_id=None):
        """Yield what was Healed, in the order in which it was.

        :param resource_id: only of this resource
        """
        last = 0
        while True:
            with self._database.reading() as connection:
                rows = healings.read(connection, resource_id, last, _CHUNK)
                found = events.of_messages(
                    connection, [row.message_id for row in rows])
            if not rows:
                return
            for row in rows:
                yield Healed(found[row.message_id], row.source, row.healed_at)
            last = rows[-1].id
