# SPDX-License-Identifier: Apache-2.0
"""Answer what was used, what it costs, why, and what it would cost."""

import collections
import decimal
import typing

from billing_ledger import charge_report
from billing_ledger import charging
from billing_ledger import efficiency
from billing_ledger import explain
from billing_ledger import forecast
from billing_ledger import preview
from billing_ledger import quote
from billing_ledger import report
from billing_ledger import times
from billing_ledger.metering.holding import intervals_between
from billing_ledger.rating import rate as rating


class _Rated(typing.NamedTuple):
    """Charges, and what they were made of."""

    charges: rating.Charges
    names: dict
    intervals: rating.Intervals
    quantities: dict


class Charger:
    """Measures, and applies prices to it.

    :param measurer: the Measurer
    :param prices: the PriceList
    :param tz: the time zone of days and months
    :param now: returns the present moment
    """

    def __init__(self, measurer, prices, tz, now):
        self._measurer = measurer
        self._prices = prices
        self._tz = tz
        self._now = now

    def usage(self, query):
        """Return a UsageSheet of what was used in a period.

        :param query: a Query; what lies in the future is left out
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query)
        cuts = (times.midnights(query.start, query.end, self._tz)
                if 'day' in query.group_by else ())
        intervals = intervals_between(query.start, query.end, cuts)
        quantities, names = self._measurer.measure(query, intervals)
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
        return self.charges_by(book or self._prices.book(), query)

    def explain(self, query):
        """Return Explanations of what a period costs.

        :param query: a Query; its grouping is not looked at
        :raises InvalidQuery: it cannot be answered
        """
        query = self._checked(query._replace(group_by=explain.GROUP_BY))
        book = self._prices.book()
        rated = self._rate(query, book)
        return explain.explain(rated.charges, book, rated.quantities,
                               rated.intervals, rated.names)

    def forecast(self, project_id=None):
        """Return forecast.Forecasts of the month, of a project or of all."""
        whole = forecast.span(self._now(), self._tz)
        daily = collections.defaultdict(
            lambda: collections.defaultdict(decimal.Decimal))
        for row in self.charges(report.Query(
                whole.last_month, whole.now, project_id,
                group_by=('day',))).rows:
            daily[row.currency][row.day] += row.amount
        to_date = self.charges(report.Query(
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
            self._prices.check(new, allow_past=True)
        query = self._checked(query._replace(group_by=('project',)))
        book = self._prices.book()
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
        return quote.make(flavor, self._prices.book(), project_id, self._now(),
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
                            or self._measurer.project_of(query.resource_id)),
                resource_id=None)
        quantities, names = self._measurer.measure(wide, intervals.spans)
        if charging.rounds_time(book, wide):
            for key, quantity in self._measurer.surplus(
                    wide, book, intervals.spans).items():
                quantities[key] = quantities.get(key, 0) + quantity
        charges = rating.rate(quantities, book, intervals)
        if counts_others:
            charges = charges.of(query.resource_id)
        return _Rated(charges, names, intervals, quantities)

    def _checked(self, query):
        query = query._replace(start=times.in_utc(query.start, 'start'),
                               end=times.in_utc(query.end, 'end'))
        query.check()
        now = self._now()
        return query._replace(start=min(query.start, now),
                              end=min(query.end, now))

    def _days(self, intervals):
        return [start.astimezone(self._tz).date() for start, _ in intervals]
