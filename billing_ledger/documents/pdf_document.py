# SPDX-License-Identifier: Apache-2.0
"""A statement as PDF, set by Typst from the same texts as the HTML.

Names and addresses are data to Typst, never markup; the template names no
file and no address, so nothing is read or fetched on their behalf.
"""

import functools
import importlib.resources

import msgspec
from oslo_log import log

from billing_ledger import exception
from billing_ledger.documents import invoice

LOG = log.getLogger(__name__)
MEDIA_TYPE = 'application/pdf'
# 15 seconds, 1.6 GiB; nobody reads a thousand pages.
MOST_LINES = 20_000
_FOLDER = importlib.resources.files('billing_ledger.documents')
_TEMPLATE = _FOLDER.joinpath('templates', 'statement.typ')
# Made for archives: all fonts are embedded, and every character has a glyph.
_ARCHIVE = 'a-2b'
_NOT_FOR_ARCHIVES = 'PDF/A'


def pdf(statement, issuer, locale='en'):
    """Return the statement as the bytes of a PDF.

    It is PDF/A-2b if the installed fonts have all the characters of it. The
    same statement gives the same bytes as long as the same fonts are there.

    :param statement: a Statement
    :param issuer: an Issuer
    :param locale: whose way of writing numbers and dates is used
    :raises InvalidLocale: there is no such locale
    :raises PdfUnavailable: a library is not installed
    :raises StatementTooLong: it has more than 20,000 lines
    """
    if len(statement.lines) > MOST_LINES:
        raise exception.StatementTooLong(most=MOST_LINES,
                                         lines=len(statement.lines))
    typst = _library()
    options = {
        'sys_inputs': {'invoice': _texts(
            invoice.arrange(statement, issuer, locale))},
        # PDF/A wants a date of making; a draft has none of its own.
        'timestamp': statement.issued_at or statement.period_start,
        'font_paths': _fonts()}
    try:
        return typst.compile(str(_TEMPLATE), pdf_standards=_ARCHIVE,
                             **options)
    except typst.TypstError as error:
        if not error.message.startswith(_NOT_FOR_ARCHIVES):
            raise
        LOG.warning('A PDF has boxes in the place of some characters, since '
                    'no installed font has them: %s. Install more fonts, for '
                    'example fonts-noto-core and fonts-noto-cjk.',
                    error.message)
        return typst.compile(str(_TEMPLATE), **options)


def _library():
    try:
        import typst
    except ImportError as error:
        raise exception.PdfUnavailable(
            reason=f'{error}. Install the extra "pdf": pip install '
                   '"horizon-billing[pdf]".') from None
    return typst


@functools.cache
def _fonts():
    """Return the installed fonts; to look for them takes longest of all."""
    return _library().Fonts()


def _texts(arranged):
    return msgspec.json.encode(_named(arranged)).decode()


def _named(value):
    """Return the texts of an Invoice by their names, for JSON."""
    if hasattr(value, '_asdict'):
        return {name: _named(part) for name, part in value._asdict().items()}
    if isinstance(value, (list, tuple)):
        return [_named(part) for part in value]
    return value
