# SPDX-License-Identifier: Apache-2.0
"""A statement in FOCUS 1.2, the FinOps Open Cost and Usage Specification.

What each column holds is said in focus_columns.py.
"""

import decimal

import msgspec

from billing_ledger import times
from billing_ledger.documents import focus_columns as columns
from billing_ledger.documents import focus_prices as prices
from billing_ledger.documents import spreadsheet
from billing_ledger.statements import statement as statements

_TAX = 'tax'
_EXACT = decimal.Context(prec=200)
_COSTS = ('ContractedCost', 'EffectiveCost', 'ListCost')


def rows(statement, issuer):
    """Return the statement as FOCUS rows.

    :param statement: a Statement
    :param issuer: an Issuer
    :returns: list of dicts of all columns, in their order, with Decimals,
              texts and None
    """
    common = _common(statement, issuer)
    found = [{**common, **_of_line(line)} for line in statement.lines]
    if statement.tax:
        found.append({**common, **_of_tax(statement, found)})
    return [{name: row.get(name) for name in columns.NAMES} for row in found]


def csv(statement, issuer, verbatim=False):
    """Yield the rows as texts of CSV, to be encoded as UTF-8; null is empty.

    :param verbatim: leave names as they are that a spreadsheet would take for
                     formulas, as FOCUS asks; without it they get an
                     apostrophe
    """
    return spreadsheet.pieces(
        columns.NAMES,
        (list(row.values()) for row in rows(statement, issuer)),
        verbatim=verbatim)


def json(statement, issuer):
    """Return the rows as the bytes of a JSON list; decimals are numbers."""
    return msgspec.json.Encoder(decimal_format='number').encode(
        rows(statement, issuer))


def _common(statement, issuer):
    account = statement.account
    return {
        'BillingAccountId': account.id,
        'BillingAccountName': account.name or None,
        'BillingCurrency': statement.currency,
        'BillingPeriodEnd': _time(statement.period_end),
        'BillingPeriodStart': _time(statement.period_start),
        'ChargePeriodEnd': _time(statement.period_end),
        'ChargePeriodStart': _time(statement.period_start),
        'InvoiceId': statement.number,
        'InvoiceIssuerName': issuer.name,
        'ProviderName': issuer.provider_name,
        'PublisherName': issuer.publisher_name,
        'x_StatementStatus': statement.status}


def _of_line(line):
    is_usage = line.kind == statements.USAGE
    is_correction = line.kind == statements.CORRECTION
    return {
        **_what(line), **_whose(line), **prices.of_line(line),
        'BilledCost': prices.plain(line.amount),
        'EffectiveCost': prices.plain(line.amount),
        'ChargeCategory': _category(line),
        'ChargeClass': columns.CORRECTION if is_correction else None,
        'ChargeDescription': line.description or None,
        'ChargeFrequency': (columns.USAGE_BASED if is_usage
                            else columns.ONE_TIME),
        'ChargePeriodEnd': _time(line.period_end),
        'ChargePeriodStart': _time(line.period_start),
        'x_LineKind': line.kind,
        'x_RefersToInvoiceId': line.refers_to}


def _category(line):
    if line.kind == statements.USAGE:
        return columns.USAGE
    if line.kind == statements.CORRECTION:
        return columns.USAGE if line.meter else columns.ADJUSTMENT
    return columns.CREDIT


def _what(line):
    """Return the columns about service and resource."""
    service = _service(line)
    has_name = line.resource_id and line.resource_name != line.resource_id
    return {
        'ServiceCategory': service.category,
        'ServiceName': service.name,
        'ServiceSubcategory': service.subcategory,
        'ResourceId': line.resource_id or None,
        'ResourceName': (line.resource_name or None) if has_name else None,
        'ResourceType': service.resource_type if line.resource_id else None}


def _service(line):
    word = (line.meter or '').partition('.')[0]
    found = (columns.SERVICES.get(line.resource_group)
             or columns.SERVICES.get(word, columns.OTHER))
    # Traffic is counted at an instance.
    if word in ('network', 'instance') and line.resource_id:
        found = found._replace(
            resource_type=columns.SERVICES['instance'].resource_type)
    return found


def _whose(line):
    """Return the columns about project and region."""
    return {
        'SubAccountId': line.project_id or None,
        'SubAccountName': ((line.project_name or line.project_id)
                           if line.project_id else None),
        'RegionId': line.region or None,
        'RegionName': line.region or None}


def _of_tax(statement, others):
    """Return the row of the tax; its costs come from those of the others."""
    rate = statement.account.tax_percent.scaleb(-2, _EXACT)
    costs = {name: prices.plain(_EXACT.multiply(
        rate, prices.total(row[name] for row in others)))
        for name in _COSTS}
    service = columns.OTHER
    return {
        **costs,
        'BilledCost': prices.plain(statement.tax),
        'EffectiveCost': prices.plain(statement.tax),
        'ChargeCategory': columns.TAX,
        'ChargeDescription': statement.account.tax_name or None,
        'ChargeFrequency': columns.ONE_TIME,
        'ServiceCategory': service.category,
        'ServiceName': service.name,
        'ServiceSubcategory': service.subcategory,
        'x_LineKind': _TAX}


def _time(moment):
    """Return a moment to the second, as FOCUS writes it."""
    return moment.astimezone(times.UTC).strftime('%Y-%m-%dT%H:%M:%SZ')
