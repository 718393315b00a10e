# SPDX-License-Identifier: Apache-2.0
"""Wait for a condition."""

import time

from tests.functional.services import server

_POLL_SECONDS = 0.02


def until(condition, what, seconds=60):
    """Wait until a condition is true; return its value.

    :raises ServiceError: it was not within the time
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise server.ServiceError(f'waited {seconds} s in vain until '
                                      f'{what}')
        time.sleep(_POLL_SECONDS)
    return value
