# SPDX-License-Identifier: Apache-2.0
"""Put notifications into the books: as facts, aside, or not at all."""

import json
import typing

from billing_ledger import exception
from billing_ledger import reading_inspector
from billing_ledger.db import engine
from billing_ledger.db import events
from billing_ledger.db import quarantine
from billing_ledger.db import readings
from billing_ledger.facts import envelope
from billing_ledger.facts import glance
from billing_ledger.facts import nova
from billing_ledger.facts import reading
from billing_ledger.facts import recording


class RecordResult(typing.NamedTuple):
    """What became of some messages, as counts."""

    recorded: int = 0
    duplicates: int = 0
    ignored: int = 0         # about other things than billing needs
    quarantined: int = 0     # whole ones, or single readings of one

    def plus(self, other):
        return RecordResult(*map(sum, zip(self, other, strict=True)))


class Sorted(typing.NamedTuple):
    """Messages by what becomes of them."""

    events: list             # InstanceEvents and ResourceEvents
    batches: list            # (message, its Readings)
    set_aside: list          # (message, reason)
    ignored: int


def sort_messages(messages, read_batch, read_resources):
    """Read notifications, without I/O and without ever failing.

    :param messages: iterable of notifications as oslo.messaging sends them
    :param read_batch: finds the readings in the payload of an agent
    :param read_resources: finds the ResourceEvents in an Envelope
    :returns: Sorted
    """
    found = Sorted([], [], [], 0)
    ignored = 0
    for message in messages:
        try:
            opened = envelope.open_envelope(message)
            if opened.event_type == reading.EVENT_TYPE:
                _sort_batch(found, message, read_batch(opened.payload))
                continue
            event = nova.read_instance_event(opened)
            events = [event] if event else read_resources(opened)
        except exception.MalformedMessage as error:
            if glance.tells_failure(message):
                ignored += 1
            else:
                found.set_aside.append((message, str(error)))
            continue
        if events:
            found.events.extend(events)
        else:
            ignored += 1
    return found._replace(ignored=ignored)


def _sort_batch(found, message, batch):
    good, problems = batch
    if good or not problems:
        found.batches.append((message, good))
    found.set_aside.extend(
        (reading_inspector.only(message, [bad]), reason)
        for bad, reason in problems)


class Recorder:
    """Writes facts into a database.

    :param database: engine.Database
    :param inspector: the Inspector that judges readings
    :param now: returns the present moment
    :param read_resources: finds the ResourceEvents in an Envelope
    """

    def __init__(self, database, inspector, now, read_resources):
        self._database = database
        self._inspector = inspector
        self._now = now
        self._read_resources = read_resources

    def record(self, messages, from_bus=False):
        """Store what billing needs of some notifications, in a transaction.

        A message recorded before changes nothing; one that cannot be
        understood is set aside with the reason, and so are readings that
        cannot be true.

        :param messages: iterable of notifications
        :param from_bus: whether anybody may have sent them: then readings
                         have to be signed
        :returns: RecordResult
        :raises oslo_db.exception.DBError: nothing was stored
        """
        return self._store(sort_messages(
            messages, self._inspector.read_signed if from_bus
            else self._inspector.read, self._read_resources))

    def quarantine(self, message, reason):
        """Set aside something that is not even a notification."""
        return self._store(Sorted([], [], [(message, reason)], 0))

    @engine.retry_on_conflict
    def _store(self, found, done=()):
        """Store what was found, and take rows out of the quarantine.

        :param done: ids of these rows
        """
        now = self._now()
        judged = self._inspector.judge(found.batches, now)
        rows = [quarantine.new_row(message, reason, now)
                for message, reason in found.set_aside + judged.set_aside]
        new = 0
        if found.events or rows or done or judged.rows or judged.ends:
            with self._database.writing() as connection:
                if done:
                    quarantine.remove(connection, done)
                new = events.add(connection, found.events)
                readings.add(connection, judged.runs, judged.rows,
                             judged.ends)
                quarantine.add(connection, rows)
            self._inspector.remember(judged)
        return RecordResult(
            recorded=new + judged.recorded,
            duplicates=len(found.events) - new + judged.duplicates,
            ignored=found.ignored,
            quarantined=len(rows))

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

    def _replay_rows(self, rows):
        total = Sorted([], [], [], 0)
        done, ignored = [], 0
        for row in rows:
            found = sort_messages([_read_body(row.body)],
                                  self._inspector.read_signed,
                                  self._read_resources)
            if found.set_aside or self._inspector.judge(
                    found.batches, self._now()).set_aside:
                continue
            done.append(row.id)
            total.events.extend(found.events)
            total.batches.extend(found.batches)
            ignored += found.ignored
        stay = RecordResult(quarantined=len(rows) - len(done))
        if not done:
            return stay
        return self._store(total._replace(ignored=ignored), done).plus(stay)


def _read_body(body):
    """Return what was set aside, or the notification inside of it."""
    message = json.loads(body)
    if not isinstance(message, str):
        return message
    try:
        return recording.read_line(message)
    except exception.MalformedMessage:
        return message
