# SPDX-License-Identifier: Apache-2.0
"""Move a recorded life to other times: whole operations, payloads included.

The distances inside one operation stay what Nova made them. The gaps between
operations become those of a plan, so two minutes of a recording become days.
"""
import datetime
import re

_SECOND = datetime.timedelta(seconds=1)
_TIME = re.compile(r'(\d{4}-\d\d-\d\d)([T ])(\d\d:\d\d:\d\d)(\.\d+)?(.*)')
_PERIOD = ('audit_period_beginning', 'audit_period_ending')


def move(life, starts):
    """Yield (notification, sent at, body) for each operation of a plan.

    :param life: a recordings.Life
    :param starts: when each operation begins; a life whose plan is shorter
                   than the recording stays as its last operation left it
    """
    shifts = _shifts(life, starts)
    clock = _Clock(life, shifts)
    for notification in life.notifications:
        if notification.operation in shifts:
            yield (notification,
                   notification.sent_at + shifts[notification.operation],
                   clock.moved(notification))


def _shifts(life, starts):
    """Return {operation: by how much}, in whole seconds, order kept."""
    spans = _spans(life)
    shifts, earliest = {}, None
    for operation, start in zip(life.operations(), starts, strict=False):
        first, last = spans[operation]
        start = max(start, earliest or start)
        shift = datetime.timedelta(
            seconds=int((start - first).total_seconds()))
        shifts[operation] = shift
        earliest = last + shift + 2 * _SECOND
    return shifts


def _spans(life):
    spans = {}
    for notification in life.notifications:
        first, _ = spans.get(notification.operation,
                             (notification.sent_at, None))
        spans[notification.operation] = (first, notification.sent_at)
    return spans


class _Clock:
    """Maps the times that stand in the bodies of one life."""

    def __init__(self, life, shifts):
        self._shifts = shifts
        self._starts = [(first, operation) for operation, (first, _)
                        in _spans(life).items() if operation in shifts]
        self._known = {}

    def moved(self, notification):
        """Return a copy of a body with all its times moved."""
        shift = self._shifts[notification.operation]
        start = next(first for first, operation in self._starts
                     if operation == notification.operation)

        def visit(value, key=None):
            if isinstance(value, dict):
                return _with_period({name: visit(item, name)
                                     for name, item in value.items()})
            if isinstance(value, list):
                return [visit(item) for item in value]
            match = isinstance(value, str) and _TIME.fullmatch(value)
            return self._move(match, key, start, shift) if match else value

        return visit(notification.body)

    def _move(self, match, key, start, shift):
        known = self._known.get((key, match.string))
        if known is None:
            known = self._shift_of(_moment(match), start, shift)
            self._known[key, match.string] = known
        return _format(_moment(match) + known, match)

    def _shift_of(self, moment, start, shift):
        """Return by how much to move a time first seen in an operation.

        Payloads cut off the fraction of a second, so what seems to lie less
        than one second before the operation began belongs to it.
        """
        if moment + _SECOND > start:
            return shift
        earlier = [operation for first, operation in self._starts
                   if first <= moment]
        return self._shifts[earlier[-1] if earlier else self._starts[0][1]]


def _with_period(fields):
    """Let an audit period begin at the full hour before its end."""
    begins, ends = _PERIOD
    if ends in fields:
        match = _TIME.fullmatch(fields[ends])
        hour = _moment(match).replace(minute=0, second=0, microsecond=0)
        fields[begins] = _format(hour, _TIME.fullmatch(fields[begins]))
    return fields


def _moment(match):
    date, _, clock, fraction, _ = match.groups()
    return datetime.datetime.fromisoformat(
        f'{date}T{clock}{(fraction or ".0")[:7]:0<7}+00:00')


def _format(moment, match):
    _, separator, _, fraction, zone = match.groups()
    text = f'{moment:%Y-%m-%d}{separator}{moment:%H:%M:%S}'
    return text + (f'.{moment:%f}' if fraction else '') + zone
