# SPDX-License-Identifier: Apache-2.0
"""Keep the stored timelines equal to what the facts give."""

import typing

from billing_ledger.db import engine
from billing_ledger.db import events
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
            note_ids, resource_ids = timelines.stale(connection, limit)
        if note_ids:
            with self._database.writing() as connection:
                timelines.derive(connection, note_ids, resource_ids)
        return len(note_ids)

    def derive_all(self):
        """Bring every stale timeline up to date."""
        while self.derive():
            pass

    @engine.retry_on_conflict
    def forget(self):
        """Throw away every timeline, to be derived anew."""
        with self._database.writing() as connection:
            timelines.mark_all_stale(connection)

    def verify(self):
        """Yield a Difference for each stored timeline that is not true."""
        last = ''
        while True:
            with self._database.reading() as connection:
                ids = timelines.resource_ids(connection, last, _CHUNK)
                if not ids:
                    return
                facts = events.of_resources(connection, ids)
                segments = timelines.of_resources(connection, ids)
                heads = timelines.heads_of(connection, ids)
            for resource_id in ids:
                derived = timelines.build(resource_id, facts[resource_id])
                stored = segments[resource_id]
                if stored != (derived or []) or heads.get(
                        resource_id) != timelines.head_of(
                        resource_id, facts[resource_id], derived):
                    yield Difference(resource_id, stored, derived or [])
            last = ids[-1]
