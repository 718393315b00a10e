# SPDX-License-Identifier: Apache-2.0
"""A private MariaDB."""

import secrets

import pymysql

from tests.functional.services import server

_PACKAGE = 'mariadb-server'


class MariaDB(server.Server):
    """A database server; ``create_database`` gives URLs for SQLAlchemy."""

    name = 'MariaDB'
    user = 'mysql'

    def __init__(self):
        super().__init__()
        self.password = secrets.token_hex(8)

    def prepare(self):
        """Create the system tables."""
        self.run([
            server.find_program('mariadb-install-db', _PACKAGE),
            '--no-defaults', f'--datadir={self._data}', '--skip-test-db',
            '--auth-root-authentication-method=normal',
            '--innodb-flush-log-at-trx-commit=0'])

    def command(self):
        """Return a server that does not wait for the disk."""
        return [
            server.find_program('mariadbd', _PACKAGE), '--no-defaults',
            f'--datadir={self._data}', f'--socket={self._socket}',
            f'--pid-file={self.directory / "pid"}',
            f'--port={self.port}', '--bind-address=127.0.0.1',
            '--skip-name-resolve', '--character-set-server=utf8mb4',
            '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0',
            '--sync-binlog=0', '--innodb-buffer-pool-size=256M']

    def is_ready(self):
        """Say whether the server lets the administrator in."""
        try:
            self._administrate()
        except pymysql.err.OperationalError:
            return False
        return True

    def create_database(self, name):
        """Create an empty database and return its URL for SQLAlchemy."""
        self._administrate(
            f'CREATE DATABASE {name} CHARACTER SET utf8mb4',
            "CREATE USER IF NOT EXISTS billing@'127.0.0.1' "
            f"IDENTIFIED BY '{self.password}'",
            f"GRANT ALL ON {name}.* TO billing@'127.0.0.1'")
        return (f'mysql+pymysql://billing:{self.password}@127.0.0.1:'
                f'{self.port}/{name}?charset=utf8mb4')

    def drop_database(self, name):
        """Remove a database."""
        self._administrate(f'DROP DATABASE {name}')

    def _administrate(self, *statements):
        connection = pymysql.connect(unix_socket=str(self._socket),
                                     user='root')
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    @property
    def _data(self):
        return self.directory / 'data'

    @property
    def _socket(self):
        return self.directory / 'socket'
