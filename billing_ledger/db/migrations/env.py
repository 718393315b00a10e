# SPDX-License-Identifier: Apache-2.0
"""How Alembic runs the migrations: on the connection it is handed."""

from alembic import context

from billing_ledger.db import schema

context.configure(connection=context.config.attributes['connection'],
                  target_metadata=schema.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
