# SPDX-License-Identifier: Apache-2.0
"""A statement as one HTML page that is beautiful on paper, too.

The page needs nothing else: its style sheet is part of it.
"""

import functools

import jinja2

from billing_ledger.documents import invoice

MEDIA_TYPE = 'text/html; charset=utf-8'
_TEMPLATE = 'statement.html'
_STYLE = 'statement.css'


def html(statement, issuer, locale='en'):
    """Return the statement as HTML text.

    :param statement: a Statement
    :param issuer: an Issuer
    :param locale: whose way of writing numbers and dates is used
    :raises InvalidLocale: there is no such locale
    """
    environment = _environment()
    style = environment.loader.get_source(environment, _STYLE)[0]
    return environment.get_template(_TEMPLATE).render(
        invoice=invoice.arrange(statement, issuer, locale), style=style)


@functools.cache
def _environment():
    return jinja2.Environment(
        loader=jinja2.PackageLoader('billing_ledger.documents'),
        autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
