# SPDX-License-Identifier: Apache-2.0
"""What sites owe each other for projects that are at home elsewhere; pure.

The home region bills the project for all that it uses anywhere; so it owes
the region that served it what that one charges, before tax.
"""

import collections
import typing

from billing_ledger.sites import together
from billing_ledger.statements import plain
from billing_ledger.statements import statement
from billing_ledger.statements import sums


class Debt(typing.NamedTuple):
    """What a region owes another; corrections may make it negative."""

    currency: str
    debtor: str                      # a region
    creditor: str                    # a region
    amount: object
    lines: int                       # of statements, that it is made of

    def as_dict(self):
        """Return the debt for JSON."""
        return plain.of_tuple(self)


class Balance(typing.NamedTuple):
    """What a region gets from all others; negative: what it pays."""

    currency: str
    region: str
    amount: object

    def as_dict(self):
        """Return the balance for JSON."""
        return plain.of_tuple(self)


class Settlement(typing.NamedTuple):
    """The debts, what is left of them between two, and between all.

    The balances of a currency add up to zero.
    """

    debts: list                      # Debts
    net: list                        # Debts, one for two regions, positive
    balances: list                   # Balances


def settle(sites, homes):
    """Return the Settlement between regions.

    Credits belong to accounts, not to projects: the site that gives them
    bears them, and they are left out.

    :param sites: Sites of one month
    :param homes: the Homes of projects; others are at home where they are
    :raises SitesDisagree: the sites cannot be taken together
    """
    owed = collections.defaultdict(list)
    for site in together.in_order(sites):
        domains = {project.id: project.domain_id for project in site.projects}
        for each in site.statements:
            for line in each.lines:
                home = homes.of(line.project_id, domains.get(line.project_id))
                if home not in (None, site.region) and _is_of_project(line):
                    owed[each.currency, home, site.region].append(line.amount)
    debts = [Debt(*key, sums.total(amounts), len(amounts))
             for key, amounts in sorted(owed.items())]
    return Settlement(debts, _net(debts), _balances(debts))


def _is_of_project(line):
    return bool(line.project_id) and line.kind != statement.CREDIT


def _net(debts):
    """Return what is left when two regions set their debts off."""
    left = collections.defaultdict(list)
    lines = collections.Counter()
    for debt in debts:
        one, other = sorted((debt.debtor, debt.creditor))
        amount = (debt.amount if debt.debtor == one
                  else sums.difference(sums.ZERO, debt.amount))
        left[debt.currency, one, other].append(amount)
        lines[debt.currency, one, other] += debt.lines
    found = []
    for (currency, one, other), amounts in left.items():
        amount = sums.total(amounts)
        if amount < 0:
            one_owes, to, amount = other, one, -amount
        else:
            one_owes, to = one, other
        if amount:
            found.append(Debt(currency, one_owes, to, amount,
                              lines[currency, one, other]))
    return sorted(found)


def _balances(debts):
    amounts = collections.defaultdict(list)
    for debt in debts:
        amounts[debt.currency, debt.creditor].append(debt.amount)
        amounts[debt.currency, debt.debtor].append(
            sums.difference(sums.ZERO, debt.amount))
    return [Balance(*key, sums.total(found))
            for key, found in sorted(amounts.items())]
