# SPDX-License-Identifier: Apache-2.0
"""Try again until the database is back: ever less often, never in step."""

import random

from oslo_db import exception as db_exception
import sqlalchemy.exc

from billing_listener import pauses

_FIRST_DELAY = 0.2
_LONGEST_DELAY = 30


class DatabaseTrouble(Exception):
    """Not even setting a message aside succeeds."""


class Interrupted(Exception):
    """There was no time left to wait for the database."""


_CERTAIN = (
    DatabaseTrouble, db_exception.DBConnectionError, db_exception.DBDeadlock,
    db_exception.DBNonExistentTable, db_exception.DBNonExistentDatabase,
    sqlalchemy.exc.TimeoutError)
# A full disk, a refused login, too many connections; but PyMySQL also calls
# so whatever it has no name for.
_LIKELY = (sqlalchemy.exc.OperationalError, sqlalchemy.exc.InterfaceError)


def is_trouble(error):
    """Tell whether an error may be the database's, and pass by itself."""
    return isinstance(error, (*_CERTAIN, *_LIKELY))


def is_certain_trouble(error):
    """Tell whether an error cannot be due to what was to be stored."""
    return isinstance(error, _CERTAIN) or (
        isinstance(error, _LIKELY) and error.statement is None)


def delays(spread=random.random):
    """Return what yields the seconds to wait before each next attempt.

    :param spread: returns a number from 0 to 1; it keeps several listeners
                   from knocking at the same moment
    """
    return pauses.pauses(_FIRST_DELAY, _LONGEST_DELAY, spread)


def persist(attempt, outage, stopping, limit=None):
    """Return what attempt() returns, once the database lets it succeed.

    :param outage: the Outage to report to
    :param stopping: an event that ends the waiting
    :param limit: seconds after which an outage ends the waiting
    :raises Interrupted: without success
    """
    pauses = delays()
    while True:
        try:
            result = attempt()
        except Exception as error:
            if not is_trouble(error):
                raise
            outage.note(error)
        else:
            outage.end()
            return result
        delay = next(pauses)
        if limit is not None and outage.seconds() + delay > limit:
            raise Interrupted
        if stopping.wait(delay):
            raise Interrupted
