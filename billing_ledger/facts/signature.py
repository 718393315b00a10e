# SPDX-License-Identifier: Apache-2.0
"""Signatures of what agents send: not everyone on the bus may write bills."""

import hmac
import json

KEY = 'signature'


def sign(payload, secret):
    """Return a copy of a payload with its signature.

    :param payload: a JSON object
    :param secret: a text that the agents and the listeners share
    """
    return payload | {KEY: _signature(payload, secret)}


def is_signed(payload, secret):
    """Tell whether a payload bears the signature of that secret."""
    found = payload.get(KEY)
    return isinstance(found, str) and found.isascii() and hmac.compare_digest(
        found, _signature(payload, secret))


def _signature(payload, secret):
    unsigned = {key: value for key, value in payload.items() if key != KEY}
    text = json.dumps(unsigned, sort_keys=True, separators=(',', ':'))
    return hmac.new(secret.encode(), text.encode(), 'sha256').hexdigest()
