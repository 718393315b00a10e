# SPDX-License-Identifier: Apache-2.0
"""How long to wait before trying again: ever longer, never in step."""

import random


def pauses(first, longest, spread=random.random):
    """Yield the seconds to wait before the next attempt, and the next.

    :param spread: returns a number from 0 to 1; it keeps several programs from
                   knocking at the same moment
    """
    delay = first
    while True:
        yield delay * (0.5 + spread() / 2)
        delay = min(delay * 2, longest)
