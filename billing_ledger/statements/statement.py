# SPDX-License-Identifier: Apache-2.0
"""A statement: what an account owes for a month, line by line."""

import datetime
import decimal
import typing

DRAFT, CLOSED = 'draft', 'closed'
# Kinds of lines.
USAGE, DISCOUNT, CREDIT, CORRECTION = ('usage', 'discount', 'credit',
                                       'correction')


class Account(typing.NamedTuple):
    """Who pays, as it was when the statement was made."""

    id: str
    name: str
    address: str                     # lines, separated by newlines
    tax_id: str | None
    tax_name: str                    # for example "VAT"
    tax_percent: decimal.Decimal


class Line(typing.NamedTuple):
    """A line; ``amount`` is rounded to the currency's minor unit.

    ``list_amount`` is what it would be without a discount. Credits are
    negative, corrections may be. ``unit_price`` is None where no single one
    says it all (tiers). ``refers_to`` is the number of the closed statement
    that a correction belongs to.
    """

    kind: str
    project_id: str
    project_name: str | None
    region: str | None
    resource_group: str              # for example "compute"
    resource_id: str | None
    resource_name: str | None
    meter: str | None
    description: str
    period_start: datetime.datetime
    period_end: datetime.datetime
    quantity: decimal.Decimal | None             # in pricing units
    unit: str | None                             # the pricing unit
    unit_price: decimal.Decimal | None
    price_id: str | None
    list_amount: decimal.Decimal
    amount: decimal.Decimal
    refers_to: str | None
    user_id: str | None = None       # who created it, where told apart


class Statement(typing.NamedTuple):
    """What an account owes for [period_start, period_end).

    ``total`` is ``subtotal`` plus ``tax``; ``subtotal`` is the sum of the
    lines. A draft has no number, no digest and was not issued.
    """

    number: str | None
    status: str
    account: Account
    period_start: datetime.datetime
    period_end: datetime.datetime
    time_zone: str
    currency: str
    issued_at: datetime.datetime | None
    lines: tuple
    subtotal: decimal.Decimal
    tax: decimal.Decimal
    total: decimal.Decimal
    digest: str | None
