# SPDX-License-Identifier: Apache-2.0
"""Put notifications into the books: as facts, aside, or not at all."""

import json
import typing

from billing_ledger import exception
from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import quarantine
from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.facts import recording


class RecordResult(typing.NamedTuple):
    """What became of some messages, as counts."""

    recorded: int = 0
    duplicates: int = 0
    ignored: int = 0         # about other things than billing needs
    quarantined: int = 0

    def plus(self, other):
        return RecordResult(*map(sum, zip(self, other, strict=True)))


class Sorted(typing.NamedTuple):
    """Messages by what becomes of them."""

    events: list             # InstanceEvent
    set_aside: list          # (message, reason)
    ignored: int


def sort_messages(messages):
    """Read notifications, without I/O and without ever failing.

    :param messages: iterable of notifications as oslo.messaging sends them
    :returns: Sorted
    """
    found, set_aside, ignored = [], [], 0
    for message in messages:
        try:
            event = nova.read_instance_event(envelope.open_envelope(message))
        except exception.MalformedMessage as error:
            set_aside.append((message, str(error)))
            continue
        if event is None:
            ignored += 1
        else:
            found.append(event)
    return Sorted(found, set_aside, ignored)


class Recorder:
    """Writes facts into a database.

    :param database: engine.Database
    :param now: returns the present moment
    """

    def __init__(self, database, now):
        self._database = database
        self._now = now

    def record(self, messages):
        """Store what billing needs of some notifications, in a transaction.

        A message recorded before changes nothing; one that cannot be
        understood is set aside with the reason.

        :param messages: iterable of notifications
        :returns: RecordResult
        :raises oslo_db.exception.DBError: nothing was stored
        """
        found = sort_messages(messages)
        now = self._now()
        rows = [quarantine.new_row(message, reason, now)
                for message, reason in found.set_aside]
        return self._store(found, rows)

    def quarantine(self, message, reason):
        """Set aside something that is not even a notification."""
        row = quarantine.new_row(message, reason, self._now())
        return self._store(Sorted([], [(message, reason)], 0), [row])

    @engine.retry_on_conflict
    def _store(self, found, rows):
        if not found.events and not rows:
            return RecordResult(ignored=found.ignored)
        with self._database.writing() as connection:
            recorded = events.add(connection, found.events)
            quarantine.add(connection, rows)
        return RecordResult(recorded, len(found.events) - recorded,
                            found.ignored, len(rows))

    def replay_quarantine(self):
        """Try again what is set aside, after a fix.

        :returns: RecordResult; what still is not understood stays
        """
        total, last_id = RecordResult(), 0
        while rows := self._read_quarantine(last_id):
            last_id = rows[-1].id
            total = total.plus(self._replay_rows(rows))
        return total

    def _read_quarantine(self, after):
        with self._database.reading() as connection:
            return quarantine.read(connection, after)

    @engine.retry_on_conflict
    def _replay_rows(self, rows):
        recorded, ignored, done = [], 0, []
        for row in rows:
            found = sort_messages([_read_body(row.body)])
            if found.set_aside:
                continue
            done.append(row.id)
            recorded += found.events
            ignored += found.ignored
        if not done:
            return RecordResult(quarantined=len(rows))
        with self._database.writing() as connection:
            quarantine.remove(connection, done)
            new = events.add(connection, recorded)
        return RecordResult(new, len(recorded) - new, ignored,
                            len(rows) - len(done))


def _read_body(body):
    """Return what was set aside, or the notification inside of it."""
    message = json.loads(body)
    if not isinstance(message, str):
        return message
    try:
        return recording.read_line(message)
    except exception.MalformedMessage:
        return message
