# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL."""

import glob

import psycopg

from tests.functional.services import server

_PACKAGE = 'postgresql'


class PostgreSQL(server.Server):
    """A database server; ``create_database`` gives URLs for SQLAlchemy."""

    name = 'PostgreSQL'
    user = 'postgres'

    def prepare(self):
        """Create the cluster."""
        self.run([self._program('initdb'), '-D', str(self._data), '-U',
                  'billing', '--auth=trust', '--no-sync', '-E', 'UTF8'])

    def command(self):
        """Return a server that does not wait for the disk."""
        settings = ['fsync=off', 'synchronous_commit=off',
                    'full_page_writes=off', 'listen_addresses=127.0.0.1',
                    f'unix_socket_directories={self.directory}']
        return [self._program('postgres'), '-D', str(self._data),
                '-p', str(self.port),
                *(word for line in settings for word in ('-c', line))]

    def is_ready(self):
        """Say whether the server lets the administrator in."""
        try:
            self._administrate()
        except psycopg.OperationalError:
            return False
        return True

    def create_database(self, name):
        """Create an empty database and return its URL for SQLAlchemy."""
        self._administrate(f'CREATE DATABASE {name}')
        return f'postgresql+psycopg://billing@127.0.0.1:{self.port}/{name}'

    def drop_database(self, name):
        """Remove a database."""
        self._administrate(f'DROP DATABASE {name} WITH (FORCE)')

    def _administrate(self, *statements):
        with psycopg.connect(host='127.0.0.1', port=self.port,
                             user='billing', dbname='postgres',
                             autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _program(self, name):
        directories = sorted(glob.glob('/usr/lib/postgresql/*/bin'),
                             key=_version, reverse=True)
        return server.find_program(name, _PACKAGE, *directories)

    @property
    def _data(self):
        return self.directory / 'data'


def _version(path):
    return [int(part) for part in path.split('/')[-2].split('.')
            if part.isdigit()]
