# SPDX-License-Identifier: Apache-2.0
"""The geometry of the picture of a way, without a word about how it is drawn.

Time goes from left to right, each host has a row. As in the chart of costs
everything is a percentage across and pixels down, so the picture fits a
telephone and its letters keep their size.
"""

import datetime
import decimal
import typing

from horizon_billing import ticks
from horizon_billing import way as ways

ROW_HEIGHT = 38
LABEL_BASELINE = 14      # of the name above a bar, from the top of its row
BAR_TOP = 20
BAR_HEIGHT = 14
AXIS_HEIGHT = 22
# A way over more hosts than these shows the others in one last row.
MOST_ROWS = 20
# What lies at the right end keeps room for an arrow.
WIDTH = decimal.Decimal(98)
# A bar of a minute in a year is still seen.
LEAST_WIDTH = decimal.Decimal('0.3')
# More moves than these step back behind the bars.
_MANY_MOVES = 40
_TIDY = decimal.Decimal('0.01')
_MICROSECOND = datetime.timedelta(microseconds=1)


class Row(typing.NamedTuple):
    """A row of the picture; without a host it is that of all others."""

    host: ways.Host | None
    top: int

    @property
    def label_y(self):
        return self.top + LABEL_BASELINE

    @property
    def bar_y(self):
        return self.top + BAR_TOP

    @property
    def middle(self):
        return self.bar_y + BAR_HEIGHT // 2


class Bar(typing.NamedTuple):
    """A run, or a stay; ``right`` is where an arrow says that it goes on."""

    of: ways.Run | ways.Stay
    x: str
    width: str
    y: int
    right: str


class Move(typing.NamedTuple):
    """A line from the row of one host to that of another."""

    of: ways.Move
    x1: str
    y1: int
    x2: str
    y2: int


class Tick(typing.NamedTuple):
    """A moment that is named beneath the picture."""

    tick: ticks.Tick
    x: str
    anchor: str


class Picture(typing.NamedTuple):
    """Rows with stays, runs on them and moves between them."""

    rows: list
    stays: list
    runs: list
    moves: list
    ticks: list
    start: datetime.datetime
    end: datetime.datetime
    bar_height: int = BAR_HEIGHT

    @property
    def axis_y(self):
        return len(self.rows) * ROW_HEIGHT + 4

    @property
    def height(self):
        return self.axis_y + AXIS_HEIGHT

    @property
    def is_crowded(self):
        """Whether the moves would hide the runs."""
        return len(self.moves) > _MANY_MOVES


def draw(way, now, zone):
    """Return the Picture of a Way that has runs.

    :param now: until when what has no end is drawn
    :param zone: the time zone in which ticks are at round times
    """
    scale = _scale_of(way, now)
    rows = _rows(way.hosts)
    row_of = {host: rows[min(number, len(rows) - 1)]
              for number, host in enumerate(way.hosts)}
    return Picture(
        rows,
        [_bar(stay, row_of, scale) for stay in way.stays],
        [_bar(run, row_of, scale) for run in way.runs],
        [_move(move, row_of, scale) for move in way.moves],
        [_tick(tick, scale)
         for tick in ticks.between(scale.start, scale.end, zone)],
        scale.start, scale.end)


class _Scale(typing.NamedTuple):
    """Turns moments into percentages of the width."""

    start: datetime.datetime
    end: datetime.datetime

    def at(self, moment):
        return ((moment - self.start) // _MICROSECOND * WIDTH
                / ((self.end - self.start) // _MICROSECOND))


def _scale_of(way, now):
    times = [moment for each in (*way.stays, *way.runs)
             for moment in (each.start, each.end or max(now, each.start))]
    start = min(times)
    # What began this moment has no width, and needs something to divide by.
    return _Scale(start, max(max(times), start + _MICROSECOND))


def _rows(hosts):
    shown = hosts if len(hosts) <= MOST_ROWS else [
        *hosts[:MOST_ROWS - 1], None]
    return [Row(host, number * ROW_HEIGHT)
            for number, host in enumerate(shown)]


def _bar(each, row_of, scale):
    left = scale.at(each.start)
    right = WIDTH if each.end is None else scale.at(each.end)
    return Bar(each, _percent(left), _percent(max(right - left, LEAST_WIDTH)),
               row_of[each.host].bar_y, _percent(right))


def _move(move, row_of, scale):
    return Move(move, _percent(scale.at(move.left_at)),
                row_of[move.before.host].middle,
                _percent(scale.at(move.after.start)),
                row_of[move.after.host].middle)


def _tick(tick, scale):
    x = scale.at(tick.moment)
    anchor = 'middle'
    if x < WIDTH / 16:
        anchor = 'start'
    elif x > WIDTH - WIDTH / 16:
        anchor = 'end'
    return Tick(tick, _percent(x), anchor)


def _percent(value):
    return f'{value.quantize(_TIDY):f}%'
