# SPDX-License-Identifier: Apache-2.0
"""The geometry of a bar chart, without a word about how it is drawn.

Across, everything is a percentage of whatever width there is; down, it is in
pixels. So the chart fits a telephone and its letters keep their size. The
axis to its left has a width of its own.
"""

import decimal
import typing

PLOT_HEIGHT = 160
TOP_MARGIN = 16
BASELINE = TOP_MARGIN + PLOT_HEIGHT
HEIGHT = BASELINE + 22
LETTER_WIDTH = 7
LABELLED_DAYS = (1, 5, 10, 15, 20, 25)
_STEPS = (1, 2, 5, 10)
_MOST_LINES = 4
_PIXEL_FRACTION = decimal.Decimal('0.01')


class Bar(typing.NamedTuple):
    """A day's bar; positions as SVG attributes."""

    day: typing.Any
    amount: decimal.Decimal
    x: str
    width: str
    y: str
    height: str


class Line(typing.NamedTuple):
    """A line across the chart, with what it stands for."""

    label: str
    y: str


class Tick(typing.NamedTuple):
    """A day that is named beneath the chart."""

    day: typing.Any
    x: str


class Chart(typing.NamedTuple):
    """Bars, the lines behind them and the days beneath them."""

    bars: list
    lines: list
    ticks: list
    axis_width: int
    baseline: int = BASELINE
    height: int = HEIGHT


def draw(days, amounts, label):
    """Return the Chart of the amounts of some consecutive days.

    :param days: the dates to leave room for
    :param amounts: mapping of dates to Decimal; a day may be missing
    :param label: returns the words for a Decimal
    """
    levels = _levels(max(amounts.values(), default=decimal.Decimal(0)))
    width = decimal.Decimal(100) / len(days)
    bars = [_bar(day, amounts[day], number * width, width, levels[-1])
            for number, day in enumerate(days) if amounts.get(day)]
    lines = [Line(label(level), _text(_top(level, levels[-1])))
             for level in levels]
    ticks = [Tick(day, _percent((number + decimal.Decimal('0.5')) * width))
             for number, day in enumerate(days) if day.day in LABELLED_DAYS]
    return Chart(bars, lines, ticks,
                 max(len(line.label) for line in lines) * LETTER_WIDTH)


def _bar(day, amount, left, width, highest):
    gap = width / 10
    y = _top(max(amount, decimal.Decimal(0)), highest)
    return Bar(day, amount, _percent(left + gap), _percent(width - 2 * gap),
               _text(y), _text(BASELINE - y))


def _top(amount, highest):
    return BASELINE - amount / highest * PLOT_HEIGHT


def _levels(highest):
    """Return a few round numbers, of which the last is not exceeded."""
    step = _step(highest)
    levels = [step]
    while levels[-1] < highest:
        levels.append(levels[-1] + step)
    return levels


def _step(highest):
    """Return a round number that _MOST_LINES lines reach the top with."""
    if highest <= 0:
        return decimal.Decimal(1)
    least = highest / _MOST_LINES
    magnitude = decimal.Decimal(1).scaleb(least.adjusted())
    return next(step * magnitude for step in _STEPS
                if step * magnitude >= least)


def _percent(value):
    return f'{_text(value)}%'


def _text(value):
    return f'{value.quantize(_PIXEL_FRACTION):f}'
