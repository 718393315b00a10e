# SPDX-License-Identifier: Apache-2.0
"""Bring a database to this release's schema, with Alembic."""

import pathlib

import alembic.command
import alembic.config
import alembic.runtime.migration
import alembic.script

_SCRIPTS = pathlib.Path(__file__).parent / 'migrations'


def upgrade(engine, revision='head'):
    """Create or alter the tables."""
    with engine.begin() as connection:
        config = _config()
        config.attributes['connection'] = connection
        alembic.command.upgrade(config, revision)


def version(engine):
    """Return the database's revision, or None where there are no tables."""
    with engine.connect() as connection:
        context = alembic.runtime.migration.MigrationContext.configure(
            connection)
        return context.get_current_revision()


def newest():
    """Return the revision that this release needs."""
    return alembic.script.ScriptDirectory.from_config(
        _config()).get_current_head()


def _config():
    config = alembic.config.Config()
    config.set_main_option('script_location', str(_SCRIPTS).replace('%', '%%'))
    return config
