# SPDX-License-Identifier: Apache-2.0
"""Moments: always aware, always UTC, to the microsecond."""

import datetime
import functools
import zoneinfo

from billing_ledger import exception

UTC = datetime.UTC
MICROSECOND = datetime.timedelta(microseconds=1)
SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)
# Arithmetic with time zones needs some room at both ends of the calendar.
EARLIEST = datetime.datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime.datetime(9000, 1, 1, tzinfo=UTC)


def utcnow():
    """Return the present moment, aware and in UTC."""
    return datetime.datetime.now(UTC)


def parse(text, name='time'):
    """Return the moment that an ISO 8601 text names, in UTC.

    A text without a time zone is UTC, as in everything OpenStack sends.

    :param text: for example ``2026-11-22 06:27:59.404299`` or
                 ``2026-11-22T06:27:57Z``
    :param name: what the text is called in the error
    :raises InvalidTime: not a text, not a time, or outside 1970 to 8999
    """
    if not isinstance(text, str):
        raise exception.InvalidTime(
            name=name, reason=f'a text was expected, not {_kind(text)}')
    try:
        return in_utc(_moment(text), name)
    except (ValueError, OverflowError):
        raise exception.InvalidTime(
            name=name, reason=f'{text[:64]!r} is not ISO 8601') from None


# Most notifications repeat the times of the one before.
@functools.lru_cache(maxsize=1024)
def _moment(text):
    moment = datetime.datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def in_utc(moment, name='time'):
    """Return an aware moment in UTC, refusing what no bill can contain."""
    if moment.tzinfo is None:
        raise exception.InvalidTime(name=name, reason='it has no time zone')
    moment = moment.astimezone(UTC)
    if not EARLIEST <= moment < LATEST:
        raise exception.InvalidTime(
            name=name, reason='it lies outside the years 1970 to 8999')
    return moment


def to_text(moment):
    """Return ISO 8601 in UTC with six decimals, or None for None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec='microseconds')


def microseconds(delta):
    """Return a time span as an integer number of microseconds."""
    return delta // MICROSECOND


def to_us(moment):
    """Return a moment as integer microseconds since 1970."""
    return (moment - EARLIEST) // MICROSECOND


def from_us(us):
    """Return the moment that lies so many microseconds after 1970 began."""
    return EARLIEST + datetime.timedelta(microseconds=us)


def whole_second(moment):
    """Return the start of the second that a moment lies in."""
    return moment.replace(microsecond=0)


def zone(name):
    """Return the time zone of that name.

    :raises InvalidTime: there is no such zone
    """
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise exception.InvalidTime(
            name='time_zone',
            reason=f'there is no time zone {name!r}') from None


def is_full_hour(moment, tz):
    """Tell whether a clock in that time zone shows a full hour."""
    local = moment.astimezone(tz)
    return not (local.minute or local.second or local.microsecond)


def next_full_hour(moment, tz):
    """Return the first full hour of that time zone at or after a moment."""
    if is_full_hour(moment, tz):
        return moment
    local = moment.astimezone(tz)
    into_hour = datetime.timedelta(minutes=local.minute, seconds=local.second,
                                   microseconds=local.microsecond)
    return moment + HOUR - into_hour


def start_of_month(moment, tz):
    """Return the beginning of the month that a moment lies in there."""
    local = moment.astimezone(tz)
    return local.replace(day=1, hour=0, minute=0, second=0,
                         microsecond=0, fold=0).astimezone(UTC)


def next_month(moment, tz):
    """Return when the month after the one that a moment lies in begins."""
    local = moment.astimezone(tz)
    year, month = divmod(local.year * 12 + local.month, 12)
    return datetime.datetime(year, month + 1, 1, tzinfo=tz).astimezone(UTC)


def midnights(start, end, tz):
    """Return the midnights of that time zone strictly between two moments."""
    day = start.astimezone(tz).date()
    found = []
    while True:
        day += datetime.timedelta(days=1)
        midnight = datetime.datetime.combine(
            day, datetime.time(), tzinfo=tz).astimezone(UTC)
        if midnight >= end:
            return found
        found.append(midnight)


def _kind(value):
    return type(value).__name__
