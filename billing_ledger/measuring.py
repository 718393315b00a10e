# SPDX-License-Identifier: Apache-2.0
"""Add up what resources were allocated and used, out of the database."""

import datetime

from billing_ledger import charging
from billing_ledger import times
from billing_ledger.db import holdings
from billing_ledger.db import metered_runs
from billing_ledger.db import resource_holdings
from billing_ledger.db import timelines
from billing_ledger.metering import composite
from billing_ledger.metering import increments
from billing_ledger.metering import meters
from billing_ledger.metering import resources
from billing_ledger.metering import runs
from billing_ledger.metering import usage as metering


class Measurer:
    """Measures in a database.

    :param database: engine.Database
    :param deriver: the Deriver that brings timelines up to date
    :param meter_catalog: the catalog.Catalog
    :param policy: which states are billed
    :param grace: by how much hosts of runs and of timelines may disagree
    :param tz: the time zone in whose hours readings are kept
    """

    def __init__(self, database, deriver, meter_catalog, policy, grace, tz):
        self._database = database
        self._deriver = deriver
        self._catalog = meter_catalog
        self._policy = policy
        self._grace = grace
        self._tz = tz

    def measure(self, query, intervals):
        """Return (quantities by metering.Key, names by resource id).

        :param query: a report.Query; its grouping is not looked at
        :param intervals: consecutive (start, end) pairs
        """
        self._deriver.derive_all()
        whose = query.project_id, query.resource_id
        with self._database.reading() as connection:
            held = holdings.between(connection, intervals, *whose)
            quantities = metering.usage(held, self._policy)
            quantities.update(self._runs(
                connection, query, intervals, whose))
            quantities.update(resources.usage(
                resource_holdings.between(connection, intervals, *whose),
                self._catalog.resource_meters))
            quantities.update(composite.usage(quantities,
                                              self._catalog.composites))
            # An image's id is its owner's choice: it renames no instance.
            names = resource_holdings.names(
                connection, query.start, query.end,
                *whose) | holdings.names(connection, *whose)
            return quantities, names

    def surplus(self, query, book, intervals):
        """Return what a PriceBook charges beyond what was allocated."""
        since = query.start - datetime.timedelta(
            seconds=charging.longest_extra_seconds(book))
        with self._database.reading() as connection:
            lately = timelines.lately(connection, since, query.end,
                                      query.project_id, query.resource_id)
        return increments.surplus(lately, meters.ALLOCATION_METERS,
                                self._policy, book.price_for, intervals)

    def project_of(self, resource_id):
        """Return the project of an instance, or None where it is none."""
        with self._database.reading() as connection:
            head = timelines.heads_of(connection, [resource_id])
        return head[resource_id]['project_id'] if head else None

    def _runs(self, connection, query, intervals, whose):
        lives = [(life, account) for life, account in (
            (life, runs.account_of(life, stays, self._grace))
            for life, stays in metered_runs.lives(
                connection, query.start, query.end, self._grace, whose))
            if account is not None]
        if not lives:
            return {}
        cuts = [query.start, *(end for _, end in intervals)]
        counters = metered_runs.Counters(connection, cuts, self._hour_of,
                                         whose)
        return runs.used(lives, intervals, counters.at)

    def _hour_of(self, moment):
        return times.next_full_hour(moment, self._tz)
