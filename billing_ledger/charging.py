# SPDX-License-Identifier: Apache-2.0
"""Divide the time of a query so that prices can be applied to it; pure."""

import datetime

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
    :raises InvalidQuery: there would be too many days
    """
    cuts = {*book.cuts(query.project_id), query.start}
    start = query.start
    by_day = 'day' in query.group_by
    if counts_months(book, query, tz):
        start, by_day = times.start_of_month(query.start, tz), True
        query._replace(group_by=('day',)).check()
    if by_day:
        cuts.update(times.midnights(start, query.end, tz))
    spans = intervals_between(start, query.end, cuts)
    days = [begun.astimezone(tz).date() for begun, _ in spans]
    return rating.Intervals(
        spans=spans, periods=report.periods(days, query.group_by),
        days=days,
        leading=sum(begun < query.start for begun, _ in spans))


def counts_months(book, query, tz):
    """Tell whether some price depends on what a project uses in a month."""
    return book.has(lambda price: not price.is_linear,
                    times.start_of_month(query.start, tz), query.end,
                    query.project_id)


def rounds_time(book, query):
    """Tell whether some price charges for longer than something lasted."""
    longest = datetime.timedelta(seconds=longest_extra_seconds(book))
    return book.has(lambda price: price.rounds_time, query.start - longest,
                    query.end, query.project_id)


def longest_extra_seconds(book):
    """Return how long after its end a stretch may still be charged."""
    return max((max(price.minimum_seconds, price.increment_seconds)
                for price in book.by_id.values()), default=0)
