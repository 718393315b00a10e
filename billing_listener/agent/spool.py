# SPDX-License-Identifier: Apache-2.0
"""What outlives the agent: states of runs, and readings not yet sent.

An SQLite file. It holds everything that is not to be lost, and nothing that
grows without end: while nobody takes the readings, of those of one run and
quarter of an hour the newest is kept, and each that closes a run. The books
keep less (one each hour, and hours begin at a quarter in some time zones).
"""

import contextlib
import datetime
import fcntl
import json
import os
import pathlib
import sqlite3
import threading
import time

from oslo_log import log as logging

from billing_ledger import exception
from billing_ledger import times
from billing_listener.agent import latest

LOG = logging.getLogger(__name__)

_FILE = 'spool.sqlite'
_LOCK = 'lock'
_VERSION = 1
_QUARTER = datetime.timedelta(minutes=15)
_BUSY_SECONDS = 10
_TABLES = """
    CREATE TABLE run (
        run_id TEXT NOT NULL PRIMARY KEY,
        state TEXT NOT NULL);
    CREATE TABLE outbox (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        run_id TEXT NOT NULL,
        quarter INTEGER NOT NULL,
        closing INTEGER NOT NULL,
        reading TEXT NOT NULL);
    CREATE INDEX outbox_run ON outbox (run_id, quarter);
    CREATE TABLE alive (until_ns INTEGER NOT NULL);
"""


_COLUMNS = {'run': 'run_id, state', 'alive': 'until_ns',
            'outbox': 'number, run_id, quarter, closing, reading'}
# Everything else passes, or is to be mended outside of the file: it is busy,
# the disk is full, somebody may not write.
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB,
                     sqlite3.SQLITE_FORMAT})


class Damaged(sqlite3.DatabaseError):
    """The file is not what was written."""


class UnusableSpool(exception.BillingError):
    """The folder or the file cannot be used as it is."""

    msg_fmt = '%(reason)s'


class Spool:
    """The file; several threads may use it.

    ``latest`` is the Latest beside it.

    :param folder: a folder that is, or becomes, the agent's alone
    :raises UnusableSpool: somebody else uses it, or it cannot be written
    """

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._path = self._folder / _FILE
        self._mutex = threading.Lock()
        try:
            self._lock_file = _own_folder(self._folder)
            self.latest = latest.Latest(self._folder)
            self._database = self._open()
        except (OSError, sqlite3.Error) as error:
            raise UnusableSpool(
                reason=f'{self._folder} cannot be used ([agent] state_path): '
                       f'{error}') from None

    def close(self):
        """Close the file, and let others use the folder."""
        with self._mutex:
            self._database.close()
            self.latest.close()
            if self._lock_file is not None:
                os.close(self._lock_file)
                self._lock_file = None

    def states(self):
        """Return {run id: state as JSON text}."""
        return dict(self._rows('SELECT run_id, state FROM run'))

    def alive_until_ns(self):
        """Return the latest time that save() was told, or None."""
        return self._rows('SELECT max(until_ns) FROM alive')[0][0]

    def waiting(self):
        """Return how many readings wait to be sent."""
        return self._rows('SELECT count(*) FROM outbox')[0][0]

    def oldest(self, limit):
        """Return [(number, reading as JSON text)], the oldest first."""
        return self._rows('SELECT number, reading FROM outbox '
                          'ORDER BY number LIMIT ?', (limit,))

    def save(self, states, readings, alive_until_ns=None):
        """Save what belongs together in one transaction, durably.

        :param states: {run id: state as JSON text, or None to delete it}
        :param readings: READING dicts; an earlier one that waits and is
                         superseded is dropped
        :param alive_until_ns: until when nothing was missed
        """
        with self._transaction() as database:
            database.executemany(
                'INSERT OR REPLACE INTO run VALUES (?, ?)',
                [each for each in states.items() if each[1] is not None])
            database.executemany(
                'DELETE FROM run WHERE run_id = ?',
                [(run_id,) for run_id, state in states.items()
                 if state is None])
            for reading in readings:
                _put(database, reading)
            if alive_until_ns is not None:
                database.execute('DELETE FROM alive')
                database.execute('INSERT INTO alive VALUES (?)',
                                 (alive_until_ns,))

    def delete(self, numbers):
        """Forget readings that somebody else keeps now."""
        with self._transaction() as database:
            database.executemany('DELETE FROM outbox WHERE number = ?',
                                 [(number,) for number in numbers])

    def begin_anew(self):
        """Set a damaged file aside, and begin an empty one."""
        with self._mutex:
            self._database.close()
            self._set_aside('it was damaged while in use')
            self._database = _connect(self._path)

    def _rows(self, statement, parameters=()):
        with self._mutex:
            return self._database.execute(statement, parameters).fetchall()

    @contextlib.contextmanager
    def _transaction(self):
        with self._mutex, self._database:
            self._database.execute('BEGIN IMMEDIATE')
            yield self._database

    def _open(self):
        try:
            return _connect(self._path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            self._set_aside(error)
        return _connect(self._path)

    def _set_aside(self, reason):
        aside = f'{_FILE}.damaged-{time.time_ns()}'
        for ending in ('', '-wal', '-shm'):
            with contextlib.suppress(FileNotFoundError):
                os.rename(f'{self._path}{ending}',
                          self._folder / f'{aside}{ending}')
        LOG.error('%s cannot be read (%s). It is kept as %s; a new one '
                  'begins. Readings in it that were not sent are missing in '
                  'the books. Guests are read on.', self._path, reason, aside)


def is_damage(error):
    """Tell whether an error means that the file is damaged."""
    return isinstance(error, Damaged) or (
        getattr(error, 'sqlite_errorcode', 0) & 0xff in _DAMAGE)


def _own_folder(folder):
    """Make a folder nobody else's; return a locked file in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    file = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC,
                   0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        raise UnusableSpool(
            reason=f'another billing-agent runs with {folder}: stop it, or '
                   'set another [agent] state_path') from None
    return file


def _connect(path):
    database = sqlite3.connect(path, timeout=_BUSY_SECONDS,
                               isolation_level=None, check_same_thread=False)
    try:
        _prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _prepare(database):
    version = database.execute('PRAGMA user_version').fetchone()[0]
    if version not in (0, _VERSION):
        raise UnusableSpool(
            reason=f'the spool has version {version}, this release knows '
                   f'{_VERSION}: run the newer release, or move the file '
                   'away')
    problem = database.execute('PRAGMA quick_check(1)').fetchone()[0]
    if problem != 'ok':
        raise Damaged(problem)
    try:
        if version == 0:
            database.executescript(f'BEGIN; {_TABLES} PRAGMA user_version = '
                                   f'{_VERSION}; COMMIT;')
        for table, columns in _COLUMNS.items():
            # S608: nothing here comes from elsewhere
            database.execute(
                f'SELECT {columns} FROM {table} LIMIT 0')    # noqa: S608
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            raise Damaged(f'it has other tables: {error}') from None
        raise
    database.execute('PRAGMA journal_mode = WAL')
    database.execute('PRAGMA synchronous = FULL')


def place(reading):
    """Return what a reading has in common with those it supersedes.

    An ordinary reading supersedes earlier ones of its run and quarter of an
    hour. One that closes a run is not superseded.

    :returns: (run id, quarter, None or the reading's own time)
    """
    is_closing = reading['ended_at'] is not None
    return (reading['run_id'], _quarter(reading['at']),
            (reading['at'], reading['exact']) if is_closing else None)


def _put(database, reading):
    run_id, quarter, closing = place(reading)
    database.execute('DELETE FROM outbox WHERE run_id = ? AND quarter = ? '
                     'AND NOT closing', (run_id, quarter))
    database.execute(
        'INSERT INTO outbox (run_id, quarter, closing, reading) '
        'VALUES (?, ?, ?, ?)',
        (run_id, quarter, closing is not None,
         json.dumps(reading, separators=(',', ':'))))


def _quarter(at):
    """Number the quarters of an hour; each ends with its last moment."""
    return -((times.EARLIEST - times.parse(at)) // _QUARTER)
