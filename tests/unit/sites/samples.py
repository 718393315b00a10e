# SPDX-License-Identifier: Apache-2.0
"""Sites to bring together: October at a north and a south."""

import decimal

from billing_ledger import times
from billing_ledger.db.projects import Project
from billing_ledger.sites import site
from billing_ledger.statements import draft
from billing_ledger.statements import month as months
from billing_ledger.statements import statement

OCTOBER = months.Month(2026, 10)
PERIOD = OCTOBER.period(times.UTC)
EXPORTED_AT = times.parse('2026-11-05T12:00:00')
ACCOUNT = statement.Account('acme', 'Acme <b>', 'Street 1\nTown', 'DE1',
                            'VAT', decimal.Decimal(19))


def line(amount, project_id='p1', region='north', **changes):
    """Return a line of usage, changed as wanted."""
    amount = decimal.Decimal(amount)
    values = {
        'kind': statement.USAGE, 'project_id': project_id,
        'project_name': None, 'region': region, 'resource_group': 'compute',
        'resource_id': f'{region}-1', 'resource_name': '=1+1',
        'meter': 'instance.uptime', 'description': 'Uptime',
        'period_start': PERIOD.start, 'period_end': PERIOD.end,
        'quantity': decimal.Decimal('1.5'), 'unit': 'hour',
        'unit_price': None, 'price_id': None, 'list_amount': amount,
        'amount': amount, 'refers_to': None, 'user_id': 'alice'}
    return statement.Line(**values | changes)


def made(*lines, account=ACCOUNT, currency='EUR', number=None):
    """Return a statement with some lines; a draft where it has no number."""
    found = draft.of_lines(account, currency, PERIOD, 'UTC', lines)
    return found if number is None else found._replace(
        number=number, status=statement.CLOSED)


def at(region, *statements, month=OCTOBER, projects=()):
    """Return a Site with some statements."""
    return site.Site(region, month, 'UTC', EXPORTED_AT,
                     tuple(Project(*each) for each in projects), statements)
