# SPDX-License-Identifier: Apache-2.0
"""Private RabbitMQ, MariaDB and PostgreSQL servers for tests.

Each is a context manager::

    with MariaDB() as mariadb:
        url = mariadb.create_database('billing')

In tests ``shared(MariaDB)`` gives one server for the whole test process. From
a shell: ``python -m tests.functional.services rabbitmq --print-url``.
"""

from tests.functional.services.mariadb import MariaDB
from tests.functional.services.postgresql import PostgreSQL
from tests.functional.services.rabbitmq import RabbitMQ
from tests.functional.services.server import ServiceError
from tests.functional.services.server import shared

__all__ = ['MariaDB', 'PostgreSQL', 'RabbitMQ', 'ServiceError', 'shared']
