# SPDX-License-Identifier: Apache-2.0
"""JSON, quickly.

msgspec reads it in less than half the time of the standard library, with whole
numbers of any size (orjson makes floats of those beyond 64 bits). It is
stricter, though: NaN or half of a surrogate pair, which Python's own writer
lets through, must not be what a notification is lost for.
"""

import json

import msgspec

_decode = msgspec.json.Decoder().decode


def read(text):
    """Return what a JSON text, or its bytes, says: as json.loads() does.

    :raises ValueError, TypeError, RecursionError: as json.loads() does
    """
    try:
        return _decode(text)
    except (msgspec.DecodeError, UnicodeError, TypeError, RecursionError):
        return json.loads(text)
