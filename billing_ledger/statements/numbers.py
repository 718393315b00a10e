# SPDX-License-Identifier: Apache-2.0
"""Numbers of statements: without gaps, anew in each year of issue; pure."""

import re

_DIGITS = 6
_WRITTEN = re.compile(r'[0-9]{4}-[0-9]{6,}', re.ASCII)


def is_number(written):
    """Tell whether a text looks like the number of a statement."""
    return bool(_WRITTEN.fullmatch(written))


def following(last, year):
    """Return the number after another, such as 2026-000001.

    :param last: the number given before, or None
    :param year: the year of issue
    """
    count = 0
    if last is not None:
        last_year, last_count = last.split('-')
        if int(last_year) == year:
            count = int(last_count)
    return f'{year:04}-{count + 1:0{_DIGITS}}'
