# SPDX-License-Identifier: Apache-2.0
"""Messages nobody understood, set aside with the reason, once each."""

import sqlalchemy as sa

from billing_ledger.db import engine
from billing_ledger.db import schema
from billing_ledger.facts import scrub

_LONGEST_REASON = 1000


def new_row(message, reason, received_at):
    """Return the row that sets a message aside, without its secrets."""
    body = scrub.scrubbed_text(message)
    return {
        'digest': scrub.digest(body),
        'reason': _printable(reason, _LONGEST_REASON),
        'message_id': _short_text(message, 'message_id', 64),
        'event_type': _short_text(message, 'event_type', 255),
        'body': body,
        'received_at': received_at,
    }


def add(connection, rows):
    """Store rows of new_row(); return how many had not been there."""
    return engine.insert_new(connection, schema.quarantine, rows, 'digest')


def read(connection, after=0, limit=1000):
    """Return rows in the order in which they came, behind a given id."""
    table = schema.quarantine
    return connection.execute(
        sa.select(table).where(table.c.id > after)
        .order_by(table.c.id).limit(limit)).all()


def remove(connection, ids):
    """Take rows out, because their messages have been recorded."""
    connection.execute(sa.delete(schema.quarantine).where(
        schema.quarantine.c.id.in_(ids)))


def count(connection):
    """Return how many messages are set aside."""
    return connection.scalar(
        sa.select(sa.func.count()).select_from(schema.quarantine))


def _short_text(message, key, length):
    value = message.get(key) if isinstance(message, dict) else None
    return _printable(value, length) if isinstance(value, str) else None


def _printable(value, length):
    """Return a text that any database stores."""
    value = value.replace('\x00', '\ufffd')
    return value.encode('utf-8', 'replace').decode()[:length]
