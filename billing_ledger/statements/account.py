# SPDX-License-Identifier: Apache-2.0
"""A billing account: who pays for some projects, and on which terms."""

import datetime
import decimal
import typing

from billing_ledger import text
from billing_ledger import times
from billing_ledger.statements import lines
from billing_ledger.statements import statement


class Terms(typing.NamedTuple):
    """What an operator says of an account.

    ``currency`` is that of its credits: charges stay in the currency of their
    price. ``detail`` is one of lines.DETAILS.
    """

    name: str
    address: str = ''                # lines, separated by newlines
    tax_id: str | None = None
    tax_name: str = ''               # for example "VAT"
    tax_percent: decimal.Decimal = decimal.Decimal(0)
    currency: str = ''
    detail: str = lines.BY_RESOURCE


class BillingAccount(typing.NamedTuple):
    """An account in the books.

    A project that belongs to no account pays for itself: then ``id`` and
    ``name`` are the project's id, and the account is not stored.
    """

    id: str
    name: str
    address: str
    tax_id: str | None
    tax_name: str
    tax_percent: decimal.Decimal
    currency: str
    detail: str
    created_at: datetime.datetime | None
    created_by: str | None
    changed_at: datetime.datetime | None
    changed_by: str | None

    def as_dict(self):
        """Return the account with numbers and times as text."""
        found = self._asdict()
        found['tax_percent'] = text.of_decimal(self.tax_percent)
        for name in ('created_at', 'changed_at'):
            found[name] = times.to_text(found[name])
        return found


class Membership(typing.NamedTuple):
    """To which account a project belongs, from a month on (None: to none)."""

    project_id: str
    from_month: str
    account_id: str | None
    created_at: datetime.datetime
    created_by: str | None

    def as_dict(self):
        """Return the membership with the time as text."""
        return self._asdict() | {'created_at': times.to_text(self.created_at)}


def of_project(project_id, currency):
    """Return the account of a project that pays for itself."""
    terms = Terms(name=project_id, currency=currency)
    return BillingAccount(id=project_id, **terms._asdict(), created_at=None,
                          created_by=None, changed_at=None, changed_by=None)


def payer(account):
    """Return of an account what its statements say."""
    return statement.Account(*account[:len(statement.Account._fields)])
