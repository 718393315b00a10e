# SPDX-License-Identifier: Apache-2.0
"""The books: everything that other programs ask of the ledger."""

import collections
import datetime
import decimal
import typing

from billing_ledger import charge_report
from billing_ledger import charging
from billing_ledger import conf as configuration
from billing_ledger import deriver
from billing_ledger import discount_list
from billing_ledger import efficiency
from billing_ledger import exception
from billing_ledger import explain
from billing_ledger import forecast
from billing_ledger import preview
from billing_ledger import price_list
from billing_ledger import project_list
from billing_ledger import quote
from billing_ledger import reading_inspector
from billing_ledger import reconciliation
from billing_ledger import recorder
from billing_ledger import report
from billing_ledger import run_report
from billing_ledger import times
from billing_ledger.book_file import importer
from billing_ledger.budgets import book as budget_book
from billing_ledger.budgets import checker
from billing_ledger.conf import billing as options
from billing_ledger.conf import documents as documents_options
from billing_ledger.conf import readings as readings_options
from billing_ledger.db import audit
from billing_ledger.db import engine
from billing_ledger.db import holdings
from billing_ledger.db import metered_runs
from billing_ledger.db import migration
from billing_ledger.db import quarantine
from billing_ledger.db import readings
from billing_ledger.db import resource_holdings
from billing_ledger.db import resource_timelines
from billing_ledger.db import timelines
from billing_ledger.documents import formats
from billing_ledger.metering import catalog
from billing_ledger.metering import composite
from billing_ledger.metering import increments
from billing_ledger.metering import meters
from billing_ledger.metering import resources
from billing_ledger.metering import runs
from billing_ledger.metering import usage as metering
from billing_ledger.metering.holding import intervals_between
from billing_ledger.notify import outbox
from billing_ledger.rating import rate as rating
from billing_ledger.report import Query
from billing_ledger.statements import book as statements
from billing_ledger.wallets import book as wallets

METERS = meters.METERS
__all__ = ('METERS', 'Ledger', 'Query', 'open_ledger')


def open_ledger(conf=None, now=times.utcnow):
    """Return the Ledger of a configuration (default: the machine's own)."""
    return Ledger(conf or configuration.new_conf(), now)


class _Rated(typing.NamedTuple):
    """Charges, and what they were made of."""

    charges: rating.Charges
    names: dict
    intervals: rating.Intervals
    quantities: dict


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
        self.region = conf.billing.region
        self.home_regions = conf.billing.home_regions
        self.database = engine.Database(conf.database)
        self.recorder = recorder.Recorder(
            self.database, reading_inspector.Inspector(
                self.database, self._tz, readings_options.limits(conf),
                conf.readings.secret), now, self._catalog.read)
        self.deriver = deriver.Deriver(self.database)
        self.reconciliation = reconciliation.Reconciliation(self.database,
                                                            now)
        self.projects = project_list.ProjectList(self.database, now)
        self.prices = price_list.PriceList(self.database, self._tz, now)
        self.discounts = discount_list.DiscountList(self.database, self._tz,
                                                    now)
        self.importer = importer.Importer(
            self.database, self._tz, now, self.prices, self.discounts,
            self.currency)
        self.outbox = outbox.Outbox(self.database, conf, now)
        self.statements = statements.Statements(self, conf)
        self.documents = formats.Writer(documents_options.issuer(conf),
                                        conf.statements.locale)
        self.wallets = wallets.Wallets(self, conf)
        self.budgets = budget_book.Budgets(self.database, self.outbox,
                                           self._tz, now)
        self.check_budget = checker.Checker(self).check
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

    def last_month(self):
        """Return (start, end) of the month of bills before this one."""
        end = self.this_month()
        return times.start_of_month(end - times.SECOND, self._tz), end

    def audit(self, limit, **which):
        """Return audit.Records, the newest first.

        :param which: any of before_id, kind, object_id
        """
        with self.database.reading() as connection:
            return audit.read(connection, limit, **which)

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
        cuts = (times.midnights(query.start, query.end, self._tz)
                if 'day' in query.group_by else ())
        intervals = intervals_between(query.start, query.end, cuts)
        quantities, names = self._measure(query, intervals)
        rows = report.usage_rows(quantities, names, self._days(intervals),
                                 query.group_by)
        return report.UsageSheet(rows, query.start, query.end)

    def charges(self, query, book=None):
        """Return a ChargeSheet of what a period costs.

        :param query: a Query; what lies in the future is left out
        :param book: the PriceBook, for those who ask for much
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query)
        return self.charges_by(book or self.prices.book(), query)

    def explain(self, query):
        """Return Explanations of what a period costs.

        :param query: a Query; its grouping is not looked at
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query._replace(group_by=explain.GROUP_BY))
        book = self.prices.book()
        rated = self._rate(query, book)
        return explain.explain(rated.charges, book, rated.quantities,
                               rated.intervals, rated.names)

    def forecast(self, project_id=None):
        """Return forecast.Forecasts of the month, of a project or of all."""
        whole = forecast.span(self._now(), self._tz)
        daily = collections.defaultdict(
            lambda: collections.defaultdict(decimal.Decimal))
        for row in self.charges(Query(whole.last_month, whole.now, project_id,
                                      group_by=('day',))).rows:
            daily[row.currency][row.day] += row.amount
        to_date = self.charges(Query(
            whole.last_month, whole.last_month_to_date, project_id,
            group_by=('project',))).totals
        return forecast.make(whole, self._tz, daily, to_date)

    def efficiency(self, query):
        """Return efficiency.EfficiencyRows of a period.

        :param query: a Query; its grouping is not looked at
        :raises InvalidQuery: it cannot be answered
        """
        query = query._replace(group_by=efficiency.GROUP_BY)
        return efficiency.rows(self.usage(query).rows,
                               self.charges(query).rows)

    def preview(self, new_prices, query):
        """Return what new prices would have made of a period, by project.

        :param new_prices: NewPrices; they are taken to have been in force
        :param query: a Query; its grouping is not looked at
        :returns: preview.PreviewRows
        :raises InvalidPrice: one of the prices is malformed
        :raises InvalidQuery: it cannot be answered
        """
        for new in new_prices:
            self.prices.check(new, allow_past=True)
        query = self._checked(query._replace(group_by=('project',)))
        book = self.prices.book()
        changed = book.with_prices(
            preview.as_if_in_force(
                new_prices, times.start_of_month(query.start, self._tz)))
        return preview.compare(self.charges_by(book, query),
                               self.charges_by(changed, query))

    def quote(self, flavor, project_id, cpu_percent=None):
        """Return the Quote of an instance at the prices of this moment.

        :param flavor: a quote.Flavor
        :param cpu_percent: how busy its vCPUs would be, as a Decimal
        """
        return quote.make(flavor, self.prices.book(), project_id, self._now(),
                          cpu_percent)

    def charges_by(self, book, query):
        """Return the ChargeSheet that a PriceBook would make.

        :param query: a Query whose end does not lie in the future
        """
        rated = self._rate(query, book)
        rows, totals = charge_report.charge_rows(
            rated.charges, book, rated.names, query.group_by)
        return charge_report.ChargeSheet(rows, totals, query.start, query.end)

    def _rate(self, query, book):
        """Return what a query costs by a PriceBook, as Rated."""
        intervals = charging.divide(query, book, self._tz)
        wide = query._replace(start=intervals.spans[0][0])
        counts_others = (query.resource_id is not None
                         and charging.counts_months(book, query, self._tz))
        if counts_others:
            wide = wide._replace(
                project_id=(query.project_id
                            or self._project_of(query.resource_id)),
                resource_id=None)
        quantities, names = self._measure(wide, intervals.spans)
        if charging.rounds_time(book, wide):
            for key, quantity in self._surplus(wide, book, intervals).items():
                quantities[key] = quantities.get(key, 0) + quantity
        charges = rating.rate(quantities, book, intervals)
        if counts_others:
            charges = charges.of(query.resource_id)
        return _Rated(charges, names, intervals, quantities)

    def _project_of(self, resource_id):
        with self.database.reading() as connection:
            head = timelines.heads_of(connection, [resource_id])
        return head[resource_id]['project_id'] if head else None

    def _surplus(self, query, book, intervals):
        """Return what is charged beyond what was allocated."""
        since = query.start - datetime.timedelta(
            seconds=charging.longest_extra_seconds(book))
        with self.database.reading() as connection:
            resources = timelines.lately(connection, since, query.end,
                                         query.project_id, query.resource_id)
        return increments.surplus(resources, meters.ALLOCATION_METERS,
                                self._policy, book.price_for, intervals.spans)

    def _checked(self, query):
        query = query._replace(start=times.in_utc(query.start, 'start'),
                               end=times.in_utc(query.end, 'end'))
        query.check()
        now = self._now()
        return query._replace(start=min(query.start, now),
                              end=min(query.end, now))

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
