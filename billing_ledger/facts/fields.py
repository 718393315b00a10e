# SPDX-License-Identifier: Apache-2.0
"""Take single values out of a payload that anybody may have written."""

from billing_ledger import exception
from billing_ledger import times

NAME_LENGTH = 255
ID_LENGTH = 64
LARGEST_SIZE = 2 ** 31 - 1
LARGEST_BYTES = 2 ** 63 - 1


def text(data, key, length=NAME_LENGTH):
    """Return a text that must be there.

    :raises MalformedMessage: it is missing, empty or unfit for a database
    """
    value = optional_text(data, key, length)
    if value is None:
        raise exception.MalformedMessage(reason=f'{key} is missing or empty')
    return value


def optional_text(data, key, length=NAME_LENGTH):
    """Return a text, or None where it is missing or empty."""
    value = data.get(key)
    if value is None or value == '':
        return None
    if type(value) is str and len(value) <= length and value.isprintable():
        return value             # nearly all are, and this is quick
    if not isinstance(value, str):
        raise exception.MalformedMessage(
            reason=f'{key} should be a text, not {type(value).__name__}')
    if len(value) > length:
        raise exception.MalformedMessage(
            reason=f'{key} has {len(value)} characters; {length} are the most')
    if not _is_storable(value):
        raise exception.MalformedMessage(
            reason=f'{key} has characters that no database stores')
    return value


def _is_storable(value):
    if '\x00' in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:      # half of a surrogate pair
        return False
    return True


def size(data, key, largest=LARGEST_SIZE):
    """Return a whole number between 0 and the largest that must be there."""
    value = data.get(key)
    if type(value) is not int:      # bool is an int, but no size
        raise exception.MalformedMessage(
            reason=f'{key} should be a whole number, '
                   f'not {type(value).__name__}')
    if not 0 <= value <= largest:
        raise exception.MalformedMessage(
            reason=f'{key} is out of range (0 to {largest})')
    return value


def moment(data, key):
    """Return a time that must be there."""
    value = optional_moment(data, key)
    if value is None:
        raise exception.MalformedMessage(reason=f'{key} is missing or empty')
    return value


def optional_moment(data, key):
    """Return a time in UTC, or None where it is missing or empty."""
    value = data.get(key)
    if value is None or value == '':
        return None
    try:
        return times.parse(value, key)
    except exception.InvalidTime as error:
        raise exception.MalformedMessage(reason=str(error)) from None


def mapping(value, name):
    """Return a value that must be a JSON object."""
    if not isinstance(value, dict):
        raise exception.MalformedMessage(
            reason=f'{name} should be an object, not {type(value).__name__}')
    return value
