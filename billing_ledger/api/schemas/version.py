# SPDX-License-Identifier: Apache-2.0
"""What GET / answers: the versions, as OpenStack clients discover them."""

from billing_ledger.api.schemas import common

VERSION = common.closed({
    'id': common.TEXT,
    'status': common.TEXT,
    'links': common.list_of(common.closed({
        'rel': common.TEXT,
        'href': {'type': 'string', 'format': 'uri'},
    })),
})

RESPONSE = common.closed({'versions': common.list_of(VERSION)})
