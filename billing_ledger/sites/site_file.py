# SPDX-License-Identifier: Apache-2.0
"""Write a Site as JSON with a digest, and read it with distrust; pure.

The digest tells what was damaged on its way or edited by hand. It is no
signature: whoever changes a file on purpose can calculate another one.
"""

import decimal

import msgspec

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db.projects import Project
from billing_ledger.sites import site
from billing_ledger.sites import site_form as form
from billing_ledger.statements import digest
from billing_ledger.statements import draft
from billing_ledger.statements import month as months
from billing_ledger.statements import plain
from billing_ledger.statements import statement

LARGEST_FILE = 512 * 1024 * 1024
_HUNDRED = decimal.Decimal(100)
_NUMBERS = ('quantity', 'unit_price', 'list_amount', 'amount')


def write(wanted):
    """Return a Site as the text of a JSON object."""
    found = {
        'format': form.FORMAT, 'version': form.VERSION,
        'region': wanted.region, 'month': str(wanted.month),
        'time_zone': wanted.time_zone,
        'exported_at': times.to_text(wanted.exported_at),
        'projects': [each._asdict() for each in wanted.projects],
        'statements': [_plain(each) for each in wanted.statements]}
    whole = found | {'digest': digest.of_document(found)}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1).decode()


def _plain(each):
    return {'number': each.number, 'account': plain.of_tuple(each.account),
            'currency': each.currency,
            'lines': [_plain_line(line) for line in each.lines]}


def _plain_line(line):
    found = plain.of_tuple(line)
    del found['region']
    return found


def read(content, name):
    """Return the Site that the bytes of a file hold.

    :param name: what the file is called in errors
    :raises InvalidSite: it is malformed, of another version, or damaged
    """
    if len(content) > LARGEST_FILE:
        raise _invalid(name, f'it has more than {LARGEST_FILE} bytes')
    _check_version(content, name)
    try:
        found = msgspec.json.decode(content, type=form.Site)
        document = msgspec.to_builtins(found)
        is_whole = document.pop('digest') == digest.of_document(document)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _invalid(name, error) from None
    if not is_whole:
        raise _invalid(name, 'its digest is not that of its content: it was '
                             'damaged or changed. Export it again')
    try:
        return _site(found)
    except exception.BillingError as error:
        raise _invalid(name, error) from None


class _Head(msgspec.Struct):
    """What every version has."""

    format: str
    version: int


def _check_version(content, name):
    try:
        head = msgspec.json.decode(content, type=_Head)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise _invalid(name, error) from None
    if head.format != form.FORMAT:
        raise _invalid(name, 'it is no export of a site')
    if head.version != form.VERSION:
        raise _invalid(name, f'it is of version {head.version}; known here '
                             f'is {form.VERSION}')


def _site(found):
    month = months.parse(found.month)
    period = month.period(times.zone(found.time_zone))
    projects = tuple(Project(each.id, each.name, each.domain_id)
                     for each in found.projects)
    _refuse_twice((each.id for each in projects), 'project')
    _refuse_twice(((each.account.id, each.currency)
                   for each in found.statements), 'statement of account')
    return site.Site(
        found.region, month, found.time_zone,
        times.parse(found.exported_at, 'exported_at'), projects,
        tuple(_statement(each, found, period) for each in found.statements))


def _refuse_twice(keys, what):
    seen = set()
    for key in keys:
        if key in seen:
            raise exception.InvalidQuery(
                reason=f'{what} {key!r} is there twice')
        seen.add(key)


def _statement(found, whole, period):
    account = statement.Account(**{
        name: getattr(found.account, name)
        for name in statement.Account._fields})
    percent = decimal.Decimal(account.tax_percent)
    if percent > _HUNDRED:
        raise exception.InvalidQuery(reason='tax_percent is more than 100')
    made = draft.of_lines(
        account._replace(tax_percent=percent), found.currency, period,
        whole.time_zone, tuple(_line(line, whole.region, found.currency)
                               for line in found.lines))
    if found.number is None:
        return made
    return made._replace(number=found.number, status=statement.CLOSED)


def _line(found, region, currency):
    values = {name: getattr(found, name) for name in statement.Line._fields
              if name != 'region'}
    for name in _NUMBERS:
        if values[name] is not None:
            values[name] = decimal.Decimal(values[name])
    for name in ('period_start', 'period_end'):
        values[name] = times.parse(values[name], name)
    for name in ('list_amount', 'amount'):
        _check_amount(values, name, currency)
    return statement.Line(region=region, **values)


def _check_amount(values, name, currency):
    amount = values[name]
    values[name] = currencies.rounded(amount, currency)
    if values[name] != amount:
        raise exception.InvalidQuery(
            reason=f'{name} {amount:f} is no multiple of '
                   f'{currencies.minor_unit(currency):f} {currency}')


def _invalid(name, reason):
    return exception.InvalidSite(name=name, reason=str(reason).rstrip('.'))
