# SPDX-License-Identifier: Apache-2.0
"""Name what an operation is about in its path."""

import urllib.parse


def of(*parts):
    """Return the path of these parts, whatever characters they have."""
    return ''.join('/' + urllib.parse.quote(part, safe='') for part in parts)
