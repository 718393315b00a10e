# SPDX-License-Identifier: Apache-2.0
"""Keep the stored timelines equal to what the facts give."""

import typing

from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import resource_timelines
from billing_ledger.db import stale
from billing_ledger.db import timelines

_CHUNK = 500


class Difference(typing.NamedTuple):
    """A resource whose stored timeline is not what its facts give."""

    resource_id: str
    stored: list
    derived: list


class Deriver:
    """Derives timelines in a database.

    :param database: engine.Database
    """

    def __init__(self, database):
        self._database = database

    @engine.retry_on_conflict
    def derive(self, limit=_CHUNK):
        """Bring some stale timelines up to date; return how many notes went.

        Several processes may do so at once.
        """
        with self._database.reading() as connection:
            note_ids, keys = stale.read(connection, limit)
        if not note_ids:
            return 0
        instances = [resource_id for kind, resource_id in keys
                     if kind == events.INSTANCE]
        others = [key for key in keys if key[0] != events.INSTANCE]
        with self._database.writing() as connection:
            stale.remove(connection, note_ids)
            if instances:
                timelines.derive(connection, instances)
            if others:
                resource_timelines.derive(connection, others)
        return len(note_ids)

    def derive_all(self):
        """Bring every stale timeline up to date."""
        while self.derive():
            pass

    @engine.retry_on_conflict
    def forget(self):
        """Throw away every timeline, to be derived anew."""
        with self._database.writing() as connection:
            stale.add_everything(connection)
            timelines.forget(connection)
            resource_timelines.forget(connection)

    def verify(self):
        """Yield a Difference for each stored timeline that is not true."""
        last = ''
        while True:
            with self._database.reading() as connection:
                ids = events.resource_ids(connection, last, _CHUNK)
                if not ids:
                    return
                different = [*_verify_instances(connection, ids),
                             *_verify_others(connection, ids)]
            yield from different
            last = ids[-1]


def _verify_instances(connection, ids):
    facts = events.of_resources(connection, ids)
    segments = timelines.of_resources(connection, ids)
    heads = timelines.heads_of(connection, ids)
    for resource_id, found in sorted(facts.items()):
        derived = timelines.build(resource_id, found)
        stored = segments[resource_id]
        if (stored != (derived or [])
                or heads.get(resource_id) != timelines.head_of(
                    resource_id, found, derived)):
            yield Difference(resource_id, stored, derived or [])


def _verify_others(connection, ids):
    facts = events.of_others(connection, ids)
    segments = resource_timelines.of_resources(connection, ids)
    counts = resource_timelines.counts_of(connection, ids)
    for key, found in sorted(facts.items()):
        derived = resource_timelines.build(key, found)
        if (segments[key] != (derived or [])
                or counts.get(key) != len(found)):
            yield Difference(key[1], segments[key], derived or [])
