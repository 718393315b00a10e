# SPDX-License-Identifier: Apache-2.0
"""Take secrets out of a message that is kept because nobody understood it."""

import hashlib
import json
import re

from oslo_utils import strutils

LARGEST_BODY = 256 * 1024
_DEPTH = 30
_HIDDEN = '***'
_CONTEXT = '_context_'
_SECRET_NAMES = ('token', 'secret', 'pass', 'userdata', 'servicecatalog',
                 'privatekey')
_SECRET_IN_TEXT = re.compile(
    r'_context_|token|secret|pass|user.?data|service.?catalog|private.?key',
    re.IGNORECASE)


def scrubbed_text(message):
    """Return a message as JSON text, without the sender's context or secrets.

    :param message: whatever came: an object, a list, a text, a number
    :returns: JSON of at most 256 KiB; of a longer message the beginning, as
              a JSON text (it cannot be replayed then)
    """
    text = json.dumps(_scrub(message, _DEPTH), sort_keys=True)
    if len(text) > LARGEST_BODY:
        # Escaping can double a text's length at most.
        return json.dumps(text[:LARGEST_BODY // 2])
    return text


def digest(text):
    """Return the SHA-256 of a text, by which repetitions are recognized."""
    return hashlib.sha256(text.encode('utf-8', 'backslashreplace')).hexdigest()


def _scrub(value, depth):
    if depth == 0:
        return _HIDDEN
    if isinstance(value, dict):
        return {str(key): _HIDDEN if _is_secret(key) else
                _scrub(inner, depth - 1) for key, inner in value.items()
                if not str(key).startswith(_CONTEXT)}
    if isinstance(value, (list, tuple)):
        return [_scrub(inner, depth - 1) for inner in value]
    if isinstance(value, str):
        return _scrub_text(value, depth)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str(value)


def _scrub_text(text, depth):
    """Return a text without secrets, also if it is JSON inside of JSON."""
    if text.lstrip()[:1] in ('{', '['):
        try:
            return json.dumps(_scrub(json.loads(text), depth - 1))
        except (ValueError, RecursionError):
            # Where one secret ends in it, nobody can tell.
            return _SECRET_IN_TEXT.split(text, maxsplit=1)[0]
    return strutils.mask_password(text)


def _is_secret(key):
    name = str(key).lower().replace('_', '').replace('-', '')
    return any(word in name for word in _SECRET_NAMES)
