# SPDX-License-Identifier: Apache-2.0
"""Write CSV (RFC 4180) that spreadsheets show and do not carry out.

A text that a spreadsheet would take for a formula gets an apostrophe there;
numbers are written by us and stay numbers, negative ones too.
"""

import csv
import decimal
import io
import unicodedata

BOM = '\ufeff'
_FORMULAS = frozenset('=+-@\N{MINUS SIGN}')
_LEADING = ('\t', '\r', '\n')
# Where a spreadsheet begins a new cell that expects another separator.
_SEPARATORS = frozenset(';|\t\r\n')
# What a spreadsheet may skip before it looks for a formula.
_SKIPPED = ('Cc', 'Cf', 'Zs', 'Zl', 'Zp')


def pieces(header, rows, bom=False, verbatim=False):
    """Yield CSV as texts, a header and then row by row.

    :param header: names of the columns
    :param rows: iterable of sequences of texts, Decimals and None
    :param bom: begin with a byte order mark, by which Excel knows UTF-8
    :param verbatim: leave texts as they are: for programs alone
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if bom:
        buffer.write(BOM)
    writer.writerow(header)
    yield _taken(buffer)
    for row in rows:
        writer.writerow([_cell(value, verbatim) for value in row])
        yield _taken(buffer)


def harmless(text):
    """Return a text that no spreadsheet takes for a formula."""
    made = ["'"] if text.startswith(_LEADING) else []
    begins = not made
    for character in text:
        if begins and _FORMULAS.intersection(_plain(character)):
            made.append("'")
        begins = character in _SEPARATORS or (
            begins and unicodedata.category(character) in _SKIPPED)
        made.append(character)
    return ''.join(made)


def _plain(character):
    """Return the plain sign of a full-width or small one."""
    return unicodedata.normalize('NFKC', character)


def _cell(value, verbatim):
    if isinstance(value, decimal.Decimal):
        return format(value, 'f')
    if value is None or verbatim:
        return value
    return harmless(value)


def _taken(buffer):
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
