# SPDX-License-Identifier: Apache-2.0
"""The books: everything that other programs ask of the ledger."""


from billing_ledger import charger
from billing_ledger import conf as configuration
from billing_ledger import deriver
from billing_ledger import discount_list
from billing_ledger import exception
from billing_ledger import measuring
from billing_ledger import price_list
from billing_ledger import project_list
from billing_ledger import reading_inspector
from billing_ledger import reconciliation
from billing_ledger import recorder
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
from billing_ledger.db import migration
from billing_ledger.db import quarantine
from billing_ledger.db import readings
from billing_ledger.db import resource_timelines
from billing_ledger.db import timelines
from billing_ledger.documents import formats
from billing_ledger.metering import catalog
from billing_ledger.metering import meters
from billing_ledger.notify import outbox
from billing_ledger.report import Query
from billing_ledger.statements import book as statements
from billing_ledger.wallets import book as wallets

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
        self._grace = options.grace(conf)
        meter_catalog = catalog.open_catalog(conf)
        self.currency = conf.billing.currency
        self.region = conf.billing.region
        self.home_regions = conf.billing.home_regions
        self.database = engine.Database(conf.database)
        self.recorder = recorder.Recorder(
            self.database, reading_inspector.Inspector(
                self.database, self._tz, readings_options.limits(conf),
                conf.readings.secret), now, meter_catalog.read)
        self.deriver = deriver.Deriver(self.database)
        self.reconciliation = reconciliation.Reconciliation(self.database,
                                                            now)
        self.projects = project_list.ProjectList(self.database, now)
        self.prices = price_list.PriceList(self.database, self._tz, now)
        self.measurer = measuring.Measurer(
            self.database, self.deriver, meter_catalog, options.policy(conf),
            self._grace, self._tz)
        charges = charger.Charger(self.measurer, self.prices, self._tz, now)
        self.usage = charges.usage
        self.charges = charges.charges
        self.explain = charges.explain
        self.forecast = charges.forecast
        self.efficiency = charges.efficiency
        self.preview = charges.preview
        self.quote = charges.quote
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
