# SPDX-License-Identifier: Apache-2.0
"""One bill of an account for all sites, by pure computation."""

import typing

from billing_ledger import currency as currencies
from billing_ledger import exception
from billing_ledger.sites import together
from billing_ledger.statements import month as months
from billing_ledger.statements import plain
from billing_ledger.statements import statement
from billing_ledger.statements import sums

_TAX_TERMS = ('tax_name', 'tax_percent')


class Part(typing.NamedTuple):
    """What a region charges: the lines of its statement."""

    region: str
    time_zone: str
    number: str | None               # None: a draft
    lines: tuple
    subtotal: object

    def as_dict(self):
        """Return the part for JSON."""
        return plain.of_tuple(self) | {
            'lines': [plain.of_tuple(line) for line in self.lines]}


class Bill(typing.NamedTuple):
    """What an account owes in a currency for the month of all sites.

    ``subtotal`` is the sum of the parts, ``tax`` is calculated from it once.
    """

    account: statement.Account
    month: months.Month
    currency: str
    is_draft: bool                   # one of the parts is
    parts: tuple
    subtotal: object
    tax: object
    total: object

    def as_dict(self):
        """Return the bill for JSON."""
        return plain.of_tuple(self) | {
            'account': plain.of_tuple(self.account),
            'month': str(self.month),
            'parts': [part.as_dict() for part in self.parts]}


def accounts_of(sites):
    """Return the ids of the accounts of some Sites, sorted."""
    return sorted({each.account.id for site in sites
                   for each in site.statements})


def merge(sites, account_ids):
    """Return the Bills of an account, one for each currency.

    :param sites: Sites of one month
    :param account_ids: what the account is called: ledgers give accounts ids
                        of their own, so it may have one at each site
    :raises SitesDisagree: the sites cannot be taken together, or tax the
                           account differently
    """
    found = [(site, each) for site in together.in_order(sites)
             for each in sorted(site.statements,
                                key=lambda each: each.account.id)
             if each.account.id in account_ids]
    return [_bill([pair for pair in found if pair[1].currency == currency],
                  currency)
            for currency in sorted({each.currency for _, each in found})]


def _bill(found, currency):
    site, first = found[0]
    for other_site, other in found:
        _check_tax(first.account, other.account, site, other_site)
    subtotal = currencies.rounded(
        sums.total(each.subtotal for _, each in found), currency)
    tax = currencies.rounded(
        sums.percentage(subtotal, first.account.tax_percent), currency)
    return Bill(
        first.account, site.month, currency,
        any(each.status == statement.DRAFT for _, each in found),
        tuple(Part(site.region, site.time_zone, each.number, each.lines,
                   each.subtotal) for site, each in found),
        subtotal, tax, sums.total((subtotal, tax)))


def _check_tax(account, other, site, other_site):
    if any(getattr(account, name) != getattr(other, name)
           for name in _TAX_TERMS):
        raise exception.SitesDisagree(
            reason=f'{site.region} taxes account {account.id} with '
                   f'{_tax(account)}, {other_site.region} account '
                   f'{other.id} with {_tax(other)}. Make them the same '
                   '(billing-manage account update).')


def _tax(account):
    return f'{account.tax_percent:f} % {account.tax_name}'.strip()
