# SPDX-License-Identifier: Apache-2.0
"""Make the statements of an account for a month, by pure computation."""

import typing

from billing_ledger import currency as currencies
from billing_ledger.statements import account as accounts
from billing_ledger.statements import corrections
from billing_ledger.statements import credit as credits_
from billing_ledger.statements import lines
from billing_ledger.statements import month as months
from billing_ledger.statements import statement
from billing_ledger.statements import sums


class EarlierMonth(typing.NamedTuple):
    """A closed month: what it would cost now, what was charged for it."""

    period: months.Period
    charges: list                 # ChargeRows
    billed: list                  # lines, of the currency wanted
    refers_to: str | None         # number of its statement


class Draft(typing.NamedTuple):
    """A statement, and what it takes of which credit."""

    statement: statement.Statement
    uses: list                    # of credit.Use


def make(account, currency, period, time_zone, charges, earlier, balances,
         place=lines.NOWHERE):
    """Return the Draft of a statement, or None where there is nothing to say.

    :param account: a BillingAccount
    :param period: the month.Period of the statement
    :param time_zone: name of the time zone whose month it is
    :param charges: ChargeRows of the account's projects in the period
    :param earlier: EarlierMonths, oldest first
    :param balances: credit.Balances of the account
    :param place: the lines.Place of the resources
    """
    found = _in(currency, charges, period, account.detail, place)
    for month in earlier:
        found += _corrections(account, currency, month, place)
    if not any(line.amount or line.list_amount for line in found):
        return None
    uses = credits_.use(balances, currency, period, sums.total(
        line.amount for line in found))
    found += [_credit_line(use, period, currency, place.region)
              for use in uses]
    return Draft(of_lines(accounts.payer(account), currency, period,
                          time_zone, found), uses)


def _in(currency, charges, period, detail, place):
    return lines.of_charges(
        [row for row in charges if row.currency == currency], period, detail,
        place)


def _corrections(account, currency, month, place):
    detail = corrections.detail_of(month.billed, account.detail)
    return corrections.of_month(
        month.billed,
        _in(currency, month.charges, month.period, detail, place),
        detail, month.refers_to)


def _credit_line(use, period, currency, region):
    amount = currencies.rounded(-use.amount, currency)
    return statement.Line(
        kind=statement.CREDIT, project_id='', project_name=None, region=region,
        resource_group=use.credit.resource_group or '', resource_id=None,
        resource_name=None, meter=None, description=use.credit.reason,
        period_start=period.start, period_end=period.end, quantity=None,
        unit=None, unit_price=None, price_id=None, list_amount=amount,
        amount=amount, refers_to=None)


def of_lines(account, currency, period, time_zone, found):
    """Return the draft of a Statement with some lines.

    :param account: a statement.Account
    :param period: the month.Period that it is for
    """
    subtotal = currencies.rounded(
        sums.total(line.amount for line in found), currency)
    tax = currencies.rounded(
        sums.percentage(subtotal, account.tax_percent), currency)
    return statement.Statement(
        number=None, status=statement.DRAFT, account=account,
        period_start=period.start, period_end=period.end,
        time_zone=time_zone, currency=currency, issued_at=None,
        lines=tuple(found), subtotal=subtotal, tax=tax,
        total=sums.total((subtotal, tax)), digest=None)


def currencies_of(charges, earlier, billed):
    """Return the currencies that an account needs statements in, sorted.

    :param charges: ChargeRows of the month
    :param earlier: iterable of ChargeRows of months before
    :param billed: currencies of what was charged for those
    """
    return sorted({row.currency for row in (*charges, *earlier)} | set(billed))
