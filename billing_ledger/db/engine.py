# SPDX-License-Identifier: Apache-2.0
"""Connections and transactions, through oslo.db."""

import contextlib
import pathlib

from oslo_db import api as oslo_db_api
from oslo_db import exception as db_exception
from oslo_db.sqlalchemy import enginefacade
import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite

_SQLITE_PRAGMAS = ('PRAGMA journal_mode = WAL', 'PRAGMA synchronous = NORMAL',
                   'PRAGMA busy_timeout = 60000')

# For functions that are one whole transaction: a deadlock (Galera reports
# conflicts as such) or a lost race for a key undoes all of it.
retry_on_conflict = oslo_db_api.wrap_db_retry(
    max_retries=20, retry_interval=0.05, inc_retry_interval=True,
    max_retry_interval=1, retry_on_deadlock=True, jitter=True,
    exception_checker=lambda error: isinstance(
        error, db_exception.DBDuplicateEntry))


@enginefacade.transaction_context_provider
class _Context:
    """What oslo.db hangs a transaction on; one for each of them."""


class Database:
    """The database that a configuration names.

    :param options: the ``[database]`` group
    """

    def __init__(self, options):
        self.url = sa.make_url(options.connection)
        self._facade = enginefacade.transaction_context()
        self._facade.configure(
            connection=options.connection,
            connection_recycle_time=options.connection_recycle_time,
            max_pool_size=options.max_pool_size,
            max_overflow=options.max_overflow,
            max_retries=options.max_retries,
            retry_interval=options.retry_interval)
        if self.is_sqlite:
            self._make_folder()
            self._facade.append_on_engine_create(_set_pragmas)
            self._facade.append_on_engine_create(_keep_connections)

    @property
    def is_sqlite(self):
        return self.url.get_backend_name() == 'sqlite'

    @contextlib.contextmanager
    def reading(self):
        """Yield a connection for a transaction that only reads."""
        with self._facade.reader.connection.using(_Context()) as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self):
        """Yield a connection for a transaction that is committed at the end.

        Begin it with a statement that writes: SQLite refuses a transaction
        that reads before others wrote, and writes after.
        """
        with self._facade.writer.connection.using(_Context()) as connection:
            yield connection

    def engine(self):
        """Return the engine, for migrations."""
        return self._facade.writer.get_engine()

    def _make_folder(self):
        if self.url.database and self.url.database != ':memory:':
            pathlib.Path(self.url.database).parent.mkdir(
                parents=True, exist_ok=True)


def insert_missing(connection, table, rows, key):
    """Insert the rows whose unique key is not there yet.

    :param rows: mappings of column names to values
    :param key: name of the column with the unique key, or a list of names
    """
    if rows:
        connection.execute(_insert_missing(connection, table, key), rows)


def _insert_missing(connection, table, key):
    keys = [key] if isinstance(key, str) else key
    if _is_mysql(connection):
        # Not INSERT IGNORE: that would also cut what is too long.
        return mysql.insert(table).on_duplicate_key_update(
            {keys[0]: table.c[keys[0]]})
    dialect = postgresql if connection.dialect.name == 'postgresql' else sqlite
    return dialect.insert(table).on_conflict_do_nothing(index_elements=keys)


def insert_new(connection, table, rows, key):
    """Insert the rows whose unique key is not there yet, and count them.

    Counting may need a read: let the transaction have written before.

    :returns: how many rows were new
    """
    if not rows:
        return 0
    if _is_mysql(connection):
        before = _count_known(connection, table, rows, key)
        insert_missing(connection, table, rows, key)
        return len({row[key] for row in rows}) - before
    return connection.execute(
        _insert_missing(connection, table, key), rows,
        execution_options={'preserve_rowcount': True}).rowcount


def _is_mysql(connection):
    return connection.dialect.name in ('mysql', 'mariadb')


def _count_known(connection, table, rows, key):
    """Count rows: MySQL does not tell new ones from those left alone."""
    keys = list({row[key] for row in rows})
    return connection.scalar(sa.select(sa.func.count()).select_from(
        table).where(table.c[key].in_(keys)))


def _set_pragmas(engine):
    @sa.event.listens_for(engine, 'connect')
    def _set(dbapi_connection, _record):
        for pragma in _SQLITE_PRAGMAS:
            dbapi_connection.execute(pragma)


def _keep_connections(engine):
    """Let SQLite's connections, and what they have read, live on.

    oslo.db closes them after each transaction, no option changes it; SQLite
    then writes its log back, and reads the schema again for the next one.
    """
    fleeting = engine.pool
    engine.pool = sa.pool.QueuePool(
        fleeting._creator, max_overflow=-1, dialect=engine.dialect,
        _dispatch=fleeting.dispatch)


def describe(url):
    """Return a database URL that may be shown: without its password."""
    return url.render_as_string(hide_password=True)
