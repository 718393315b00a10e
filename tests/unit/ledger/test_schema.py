# SPDX-License-Identifier: Apache-2.0
"""The migrations make the tables that the code uses."""

import alembic.autogenerate
import alembic.runtime.migration

from billing_ledger.db import schema
from tests.unit.ledger import base


class TestMigrations(base.BooksTestCase):

    def test_migrated_is_what_the_code_declares(self):
        with self.books.database.engine().connect() as connection:
            context = alembic.runtime.migration.MigrationContext.configure(
                connection, opts={'compare_type': True})
            self.assertEqual([], alembic.autogenerate.compare_metadata(
                context, schema.metadata))

    def test_upgrading_twice_is_fine(self):
        self.books.upgrade_schema()
        found, needed = self.books.schema_version()
        self.assertEqual(needed, found)
