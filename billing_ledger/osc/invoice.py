# SPDX-License-Identifier: Apache-2.0
"""Statements as tables show them, which know no documents inside others.

Programs, to which cliff gives ``machine_readable``, get what the API wrote.
"""

from cliff import columns


class Payer(columns.FormattableColumn):
    """The account of a statement, by its name."""

    def human_readable(self):
        return f'{self._value["name"]} ({self._value["id"]})'


class Lines(columns.FormattableColumn):
    """The lines of a statement, one below the other."""

    def human_readable(self):
        return '\n'.join(map(_in_words, self._value))


def flat(statement):
    """Return a statement with id and name of its account beside the rest."""
    account = statement['account']
    return statement | {'account_id': account['id'],
                        'account_name': account['name']}


def readable(statement):
    """Return a statement whose account and lines a table can show."""
    return statement | {'account': Payer(statement['account']),
                        'lines': Lines(statement['lines'])}


def file_name(number, kind):
    """Return what to call the file of a statement, focus-csv for example."""
    return f'statement-{number}.{kind.replace("-", ".")}'


def _in_words(line):
    """Say whose line it is, what it is for, and what it costs."""
    subject = _joined(' ', line['project_name'] or line['project_id'],
                      line['resource_name'])
    quantity = _joined(' ', line['quantity'], line['unit'])
    what = _joined(', ', line['description'], quantity)
    return f'{_joined(": ", subject, what)} = {line["amount"]}'


def _joined(separator, *parts):
    """Return the parts that there are."""
    return separator.join(part for part in parts if part)
