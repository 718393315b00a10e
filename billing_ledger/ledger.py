# SPDX-License-Identifier: Apache-2.0
"""The books: everything that other programs ask of the ledger."""

from billing_ledger import conf as configuration
from billing_ledger import deriver
from billing_ledger import exception
from billing_ledger import price_list
from billing_ledger import reading_inspector
from billing_ledger import reconciliation
from billing_ledger import recorder
from billing_ledger import report
from billing_ledger import run_report
from billing_ledger import times
from billing_ledger.conf import billing as options
from billing_ledger.conf import readings as readings_options
from billing_ledger.db import engine
from billing_ledger.db import holdings
from billing_ledger.db import metered_runs
from billing_ledger.db import migration
from billing_ledger.db import quarantine
from billing_ledger.db import readings
from billing_ledger.db import resource_holdings
from billing_ledger.db import resource_timelines
from billing_ledger.db import timelines
from billing_ledger.metering import catalog
from billing_ledger.metering import composite
from billing_ledger.metering import meters
from billing_ledger.metering import resources
from billing_ledger.metering import runs
from billing_ledger.metering import usage as metering
from billing_ledger.metering.holding import intervals_between
from billing_ledger.rating import rate as rating
from billing_ledger.rating.book import PriceBook
from billing_ledger.report import Query

METERS = meters.METERS
__all__ = ('METERS', 'Ledger', 'Query', 'open_ledger')


def open_ledger(conf=None, now=times.utcnow):
    """Return the Ledger of a configuration (default: the machine's own)."""
    return Ledger(conf or configuration.new_conf(), now)


class Ledger:
    """The books in one database.

    :param conf: an oslo.config ConfigOpts with billing_ledger.conf registered
    :param now: returns the present moment, aware
    """

    def __init__(self, conf, now=times.utcnow):
        self._now = now
        self._tz = options.zone(conf)
        self._policy = options.policy(conf)
        self._grace = options.grace(conf)
        self._catalog = catalog.open_catalog(conf)
        self.currency = conf.billing.currency
        self.database = engine.Database(conf.database)
        self.recorder = recorder.Recorder(
            self.database, reading_inspector.Inspector(
                self.database, self._tz, readings_options.limits(conf),
                conf.readings.secret), now, self._catalog.read)
        self.deriver = deriver.Deriver(self.database)
        self.reconciliation = reconciliation.Reconciliation(self.database,
                                                            now)
        self.prices = price_list.PriceList(self.database, self._tz, now)
        self.record = self.recorder.record
        self.quarantine = self.recorder.quarantine
        self.derive = self.deriver.derive
        self.next_full_hour = self.prices.next_full_hour

    def upgrade_schema(self):
        """Create or alter the database's tables."""
        migration.upgrade(self.database.engine())

    def check_schema(self):
        """See to it that the tables are those of this release.

        The embedded database is created and upgraded without being asked.

        :raises SchemaOutdated: the operator has to upgrade them
        """
        found, needed = self.schema_version()
        if found == needed:
            return
        if not self.database.is_sqlite:
            raise exception.SchemaOutdated(
                url=engine.describe(self.database.url), found=found,
                needed=needed)
        self.upgrade_schema()

    def schema_version(self):
        """Return (the database's revision or None, the one needed)."""
        return migration.version(self.database.engine()), migration.newest()

    def now(self):
        """Return the present moment."""
        return self._now()

    def this_month(self):
        """Return when the current month of bills began."""
        return times.start_of_month(self._now(), self._tz)

    def quarantined(self):
        """Return how many messages are set aside."""
        with self.database.reading() as connection:
            return quarantine.count(connection)

    def timeline(self, resource_id):
        """Return the Segments of a resource, oldest first; [] if unknown."""
        self.deriver.derive_all()
        with self.database.reading() as connection:
            return timelines.get(connection, resource_id)

    def resource_timeline(self, resource_id):
        """Return the ResourceSegments of what is no instance, oldest first."""
        self.deriver.derive_all()
        with self.database.reading() as connection:
            return resource_timelines.get(connection, resource_id)

    def runs(self, resource_id):
        """Return RunReports of a resource, oldest first; [] if unknown."""
        self.deriver.derive_all()
        with self.database.reading() as connection:
            found = readings.runs(connection, resource_id)
            known = readings.known(connection,
                                   [run.run_id for run, _, _ in found])
            segments = timelines.get(connection, resource_id)
        return run_report.make(found, known, segments, self._grace)

    def usage(self, query):
        """Return a UsageSheet of what was used in a period.

        :param query: a Query; what lies in the future is left out
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query)
        intervals = self._intervals(query, ())
        quantities, names = self._measure(query, intervals)
        rows = report.usage_rows(quantities, names, self._days(intervals),
                                 query.group_by)
        return report.UsageSheet(rows, query.start, query.end)

    def charges(self, query):
        """Return a ChargeSheet of what a period costs.

        :param query: a Query; what lies in the future is left out
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query)
        book = PriceBook(self.prices.list())
        intervals = self._intervals(query, book.cuts())
        quantities, names = self._measure(query, intervals)
        periods = report.periods(self._days(intervals), query.group_by)
        rows, totals = report.charge_rows(
            rating.rate(quantities, book, intervals, periods), book, names,
            query.group_by)
        return report.ChargeSheet(rows, totals, query.start, query.end)

    def _checked(self, query):
        query = query._replace(start=times.in_utc(query.start, 'start'),
                               end=times.in_utc(query.end, 'end'))
        query.check()
        now = self._now()
        return query._replace(start=min(query.start, now),
                              end=min(query.end, now))

    def _intervals(self, query, cuts):
        if 'day' in query.group_by:
            cuts = {*cuts, *times.midnights(query.start, query.end, self._tz)}
        return intervals_between(query.start, query.end, cuts)

    def _measure(self, query, intervals):
        """Return (quantities by metering.Key, names by resource id)."""
        self.deriver.derive_all()
        whose = query.project_id, query.resource_id
        with self.database.reading() as connection:
            held = holdings.between(connection, intervals, *whose)
            quantities = metering.usage(held, self._policy)
            quantities.update(self._measure_runs(
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

    def _measure_runs(self, connection, query, intervals, whose):
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

    def _days(self, intervals):
        return [start.astimezone(self._tz).date() for start, _ in intervals]
