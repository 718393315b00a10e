# SPDX-License-Identifier: Apache-2.0
"""A backend of oslo.middleware's health check: does the database answer?"""

from oslo_log import log as logging
from oslo_middleware.healthcheck import pluginbase
import sqlalchemy as sa

from billing_ledger.db import engine

LOG = logging.getLogger(__name__)


class DatabaseHealthcheck(pluginbase.HealthcheckBaseExtension):
    """Healthy while the database of the ledger answers."""

    def __init__(self, oslo_conf, conf):
        super().__init__(oslo_conf, conf)
        self._database = engine.Database(oslo_conf.database)

    def healthcheck(self, server_port):
        try:
            with self._database.reading() as connection:
                connection.scalar(sa.select(1))
        except Exception as error:
            LOG.error('The database failed: %s', error)
            return pluginbase.HealthcheckResult(
                available=False, reason='The database does not answer.')
        return pluginbase.HealthcheckResult(
            available=True, reason='The database answers.')
