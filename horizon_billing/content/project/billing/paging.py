# SPDX-License-Identifier: Apache-2.0
"""Pages of a long list, addressed by their number."""

import typing

PARAMETER = 'page'


class Page(typing.NamedTuple):
    """Some rows of a list. Pages are counted from 1."""

    number: int
    rows: list
    first: int               # number of the first row, counted from 1
    total: int               # rows of the whole list

    @property
    def last(self):
        return self.first + len(self.rows) - 1

    @property
    def previous_number(self):
        return self.number - 1

    @property
    def next_number(self):
        return self.number + 1

    @property
    def has_previous(self):
        return self.number > 1

    @property
    def has_next(self):
        return self.last < self.total


def of(request, rows, size, parameter=PARAMETER):
    """Return the Page that a request asks for, or the nearest there is.

    :param parameter: what the query string calls the number of the page
    """
    last_number = max(1, -(-len(rows) // size))
    text = request.GET.get(parameter, '')
    wanted = int(text) if text.isdecimal() and len(text) < 10 else 1
    number = min(max(wanted, 1), last_number)
    first = (number - 1) * size
    return Page(number, rows[first:first + size], first + 1, len(rows))
