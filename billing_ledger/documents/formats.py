# SPDX-License-Identifier: Apache-2.0
"""The formats in which a statement can be had, by their names."""

import typing

from billing_ledger.documents import csv_document
from billing_ledger.documents import focus
from billing_ledger.documents import html_document
from billing_ledger.documents import json_document
from billing_ledger.documents import pdf_document


class Format(typing.NamedTuple):
    """How to write a statement as bytes."""

    media_type: str
    suffix: str
    write: typing.Callable      # takes a Statement, an Issuer and a locale


def _csv(statement, _issuer, _locale):
    return ''.join(csv_document.csv(statement, bom=True)).encode()


def _focus_csv(statement, issuer, _locale):
    return ''.join(focus.csv(statement, issuer)).encode()


def _html(statement, issuer, locale):
    return html_document.html(statement, issuer, locale).encode()


FORMATS = {
    'csv': Format(csv_document.MEDIA_TYPE, '.csv', _csv),
    'focus-csv': Format(csv_document.MEDIA_TYPE, '.focus.csv', _focus_csv),
    'focus-json': Format(
        json_document.MEDIA_TYPE, '.focus.json',
        lambda statement, issuer, _locale: focus.json(statement, issuer)),
    'html': Format(html_document.MEDIA_TYPE, '.html', _html),
    'json': Format(
        json_document.MEDIA_TYPE, '.json',
        lambda statement, _issuer, _locale: json_document.json(statement)),
    'pdf': Format(pdf_document.MEDIA_TYPE, '.pdf', pdf_document.pdf),
}


class Writer:
    """Writes statements in the name of whoever bills.

    :param issuer: an Issuer
    :param locale: how numbers and dates are written
    """

    def __init__(self, issuer, locale):
        self._issuer = issuer
        self._locale = locale

    def write(self, statement, name):
        """Return a statement as bytes in the Format of that name.

        :raises PdfUnavailable: PDFs cannot be made here
        :raises StatementTooLong: for a PDF
        """
        return FORMATS[name].write(statement, self._issuer, self._locale)


def file_name(statement, name):
    """Return what to call the file of a statement in that format."""
    if statement.number is None:
        month = statement.period_end.strftime('%Y%m%d')
        return f'draft-{month}{FORMATS[name].suffix}'
    return f'statement-{statement.number}{FORMATS[name].suffix}'
