# SPDX-License-Identifier: Apache-2.0
"""Wait for a condition."""

import time

from tests.functional.services import server

_POLL_SECONDS = 0.05


def until(condition, what, seconds=60, explain=lambda: ''):
    """Wait until a condition is true; return its value.

    :param explain: returns more to say when it was in vain
    :raises ServiceError: it was not within the time
    """
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise server.ServiceError(f'waited {seconds} s in vain until '
                                      f'{what}\n{explain()}')
        time.sleep(_POLL_SECONDS)
    return value
