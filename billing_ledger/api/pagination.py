# SPDX-License-Identifier: Apache-2.0
"""Pages of a list, and markers that stay good when the list changes.

A marker is the sort key of the last row of a page, so the next page begins
right after it even if that row has gone or others have come.
"""

import base64
import bisect
import json
import urllib.parse

from werkzeug import exceptions


def page(rows, key, limit, marker=None):
    """Return the rows of one page, and the marker of the next or None.

    :param rows: all rows, sorted by ``key``
    :param key: gives a tuple of texts, different for each row
    :param marker: what the page before gave
    """
    start = 0
    if marker is not None:
        last = _decode(marker)
        if rows and len(last) != len(key(rows[0])):
            raise _unusable()
        start = bisect.bisect_right(rows, last, key=key)
    end = start + limit
    more = end < len(rows)
    return rows[start:end], _encode(key(rows[end - 1])) if more else None


def links(request, marker, **pinned):
    """Return the links of a page: to the next one, if there is one.

    :param request: the request that asked for this page
    :param pinned: parameters that must not move between two pages
    """
    if marker is None:
        return []
    query = request.args.to_dict(flat=False) | pinned | {'marker': marker}
    href = f'{request.base_url}?{urllib.parse.urlencode(query, doseq=True)}'
    return [{'rel': 'next', 'href': href}]


def _encode(key):
    text = json.dumps(key, separators=(',', ':'))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')


def _decode(marker):
    try:
        padded = marker + '=' * (-len(marker) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or not all(
            isinstance(part, str) for part in key):
        raise _unusable()
    return tuple(key)


def _unusable():
    return exceptions.BadRequest(
        'marker: take it from the next link of the page before.')
