# SPDX-License-Identifier: Apache-2.0
"""Make texts that others wrote fit for paper: names, addresses, notes."""

import unicodedata

LONGEST = 255
MOST_LINES = 12
_REPLACEMENT = '\N{REPLACEMENT CHARACTER}'
_SPACES = '\n\r\t\v\f'
# Control characters, halves of pairs, private and unassigned ones.
_UNPRINTABLE = ('Cc', 'Cs', 'Co', 'Cn')
# They would turn around what is printed beside them.
_DIRECTIONS = dict.fromkeys(
    map(ord, '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e'
             '\u2066\u2067\u2068\u2069'))


def printable(text):
    """Return a text without what cannot be printed; None gives ''.

    Line breaks become spaces, control characters are replaced, marks that
    turn the direction of writing are left out. What is longer than 255
    characters is cut.
    """
    text = (text or '').translate(_DIRECTIONS)
    if len(text) > LONGEST:
        text = text[:LONGEST - 1] + '…'
    return ''.join(map(_character, text))


def lines(text):
    """Return the first lines of an address or a note, without empty ones."""
    return [printable(line) for line in (text or '').splitlines()
            if line.strip()][:MOST_LINES]


def _character(character):
    if character in _SPACES:
        return ' '
    return _REPLACEMENT if unicodedata.category(character) in (
        _UNPRINTABLE) else character
