# SPDX-License-Identifier: Apache-2.0
"""Ledgers on any database, and all that they say as one text."""

import datetime
import decimal
import itertools
import json
import uuid

import alembic.autogenerate
import alembic.runtime.migration

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.db import events
from billing_ledger.db import quarantine
from billing_ledger.db import schema
from billing_ledger.rating.price import NewPrice
from tests.functional import services

NOW = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
START = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
MIDDLE = datetime.datetime(2026, 11, 22, 7, tzinfo=datetime.UTC)
SERVERS = {'mariadb': services.MariaDB, 'postgresql': services.PostgreSQL}
BACKENDS = ('sqlite', *SERVERS)
UNIT_PRICES = {'instance.uptime': '0.01', 'vcpu.allocated': '0.0213',
               'memory.allocated': '0.00417', 'disk.allocated': '0.000123'}


def create_database(backend, folder):
    """Return the URL of a new, empty database."""
    name = f'billing_{uuid.uuid4().hex}'
    if backend == 'sqlite':
        return f'sqlite:///{folder}/{name}.sqlite'
    return services.shared(SERVERS[backend]).create_database(name)


def drop_database(backend, url):
    """Remove a database; that of SQLite goes with its folder."""
    if backend != 'sqlite':
        services.shared(SERVERS[backend]).drop_database(
            url.rpartition('/')[2].partition('?')[0])


def open_books(url, now=NOW):
    """Return a Ledger whose present does not move."""
    conf = configuration.new_conf(prog='tests', default_config_files=[],
                                  use_env=False)
    conf.set_override('connection', url, group='database')
    conf.set_override('max_retries', 0, group='database')
    return ledger.Ledger(conf, lambda: now)


def close_books(books):
    """Close the connections of a Ledger."""
    books.database.engine().dispose()


def create_books(url):
    """Create the tables of a ledger, and a price on each meter.

    That of vCPUs changes in the middle of the recordings.
    """
    books = open_books(url, now=START)
    books.upgrade_schema()
    for meter, unit_price in UNIT_PRICES.items():
        books.prices.create(new_price(meter, unit_price, START))
    books.prices.create(new_price('vcpu.allocated', '0.04', MIDDLE))
    close_books(books)


def new_price(meter, unit_price, effective_from):
    """Return a NewPrice in euros for everybody."""
    return NewPrice(
        meter=meter, unit_price=decimal.Decimal(unit_price),
        pricing_unit=ledger.METERS[meter].pricing_unit, currency='EUR',
        flavor=None, project_id=None, effective_from=effective_from)


def bill(books):
    """Return the charges of the month as JSON text.

    The ids of prices are left out: they differ from database to database.
    """
    sheet = books.charges(ledger.Query(
        START, NOW, group_by=('resource', 'meter', 'day', 'user')))
    rows = [{key: value for key, value in row.as_dict().items()
             if key != 'price_id'} for row in sheet.rows]
    totals = {key: str(value) for key, value in sheet.totals.items()}
    return json.dumps({'rows': rows, 'totals': totals}, sort_keys=True,
                      indent=1)


def usage(books):
    """Return the usage of the month as JSON text."""
    sheet = books.usage(ledger.Query(START, NOW))
    return json.dumps([row.as_dict() for row in sheet.rows], indent=1)


def all_timelines(books):
    """Return the timelines of all resources as JSON text."""
    books.deriver.derive_all()
    with books.database.reading() as connection:
        ids = events.resource_ids(connection, '', 1_000_000)
    return json.dumps({each: [segment.as_dict() for segment
                              in (*books.timeline(each),
                                  *books.resource_timeline(each))]
                       for each in ids}, sort_keys=True, indent=1)


def everything(books):
    """Return all that readers can ask of the books, as JSON text."""
    return '\n'.join([bill(books), usage(books), all_timelines(books)])


def set_aside(books):
    """Return the rows of the quarantine."""
    with books.database.reading() as connection:
        return quarantine.read(connection, limit=100_000)


def batches(messages, size=200):
    """Yield the messages in lists."""
    rest = iter(messages)
    while batch := list(itertools.islice(rest, size)):
        yield batch


def differences(books):
    """Return how the tables differ from what the program declares."""
    with books.database.engine().connect() as connection:
        context = alembic.runtime.migration.MigrationContext.configure(
            connection, opts={'compare_type': False})
        return alembic.autogenerate.compare_metadata(context, schema.metadata)
