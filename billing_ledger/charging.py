# SPDX-License-Identifier: Apache-2.0
"""Divide the time of a query so that prices can be applied to it; pure."""

from billing_ledger import report
from billing_ledger import times
from billing_ledger.metering.holding import intervals_between
from billing_ledger.rating import rate as rating


def divide(query, book, tz):
    """Return the rate.Intervals in which a query is charged.

    Where allowances or tiers count a month, they begin with the month that
    the query begins in, and are days: resources share what a day costs.

    :param query: a report.Query
    :param book: a PriceBook
    :param tz: the time zone of days and months
    """
    cuts = {*book.cuts(query.project_id), query.start}
    start = query.start
    if counts_months(book):
        start = times.start_of_month(query.start, tz)
    if counts_months(book) or 'day' in query.group_by:
        cuts.update(times.midnights(start, query.end, tz))
    spans = intervals_between(start, query.end, cuts)
    days = [begun.astimezone(tz).date() for begun, _ in spans]
    return rating.Intervals(
        spans=spans, periods=report.periods(days, query.group_by),
        months=[(day.year, day.month) for day in days],
        leading=sum(begun < query.start for begun, _ in spans))


def counts_months(book):
    """Tell whether some price depends on what a project uses in a month."""
    return book.has(lambda price: not price.is_linear)


def rounds_time(book):
    """Tell whether some price charges for longer than something lasted."""
    return book.has(lambda price: price.rounds_time)


def longest_extra_seconds(book):
    """Return how long after its end a stretch may still be charged."""
    return max((max(price.minimum_seconds, price.increment_seconds)
                for price in book.by_id.values()), default=0)
