# SPDX-License-Identifier: Apache-2.0
"""Name what an operation is about in its path."""

import urllib.parse

# These would make the path one of another operation.
_NO_NAMES = ('', '.', '..')


def of(*parts):
    """Return the path of these parts, whatever characters they have.

    :raises ValueError: for what cannot be the ID of anything
    """
    for part in parts:
        if part in _NO_NAMES:
            raise ValueError(f'{part!r} is not an ID.')
    return ''.join('/' + urllib.parse.quote(part, safe='') for part in parts)
