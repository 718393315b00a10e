# SPDX-License-Identifier: Apache-2.0
"""The form of a site's file: which fields there are, and what they may say.

Whatever else is in a file is refused. Numbers and moments are texts.
"""

import typing

import msgspec

from billing_ledger.conf import billing
from billing_ledger.facts import fields
from billing_ledger.statements import statement
from billing_ledger.statements import terms

FORMAT = 'horizon-billing-site'
VERSION = 1
_LONGEST_DESCRIPTION = 4000
_DIGITS = r'[0-9]{1,60}(\.[0-9]{1,40})?\Z'


def _text(longest, **more):
    return typing.Annotated[str, msgspec.Meta(max_length=longest, **more)]


_Id = _text(fields.ID_LENGTH, min_length=1)
_Name = _text(fields.NAME_LENGTH)
_Number = _text(102, pattern=f'^-?{_DIGITS}')
_Moment = _text(40)
_Digest = _text(64, pattern=r'^[0-9a-f]{64}\Z')


class _Form(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A JSON object with these fields and no others."""


class Project(_Form):
    id: _Id
    name: _Name
    domain_id: _Id


class Account(_Form):
    id: _Id
    name: _Name
    address: _text(terms.LONGEST_ADDRESS)
    tax_id: _Name | None
    tax_name: _Name
    tax_percent: _text(8, pattern=rf'^{_DIGITS}')


class Line(_Form):
    """A line; its region is that of the file."""

    kind: typing.Literal[statement.USAGE, statement.DISCOUNT,
                         statement.CREDIT, statement.CORRECTION]
    project_id: _text(fields.ID_LENGTH)
    project_name: _Name | None
    resource_group: _Name
    resource_id: _Name | None
    resource_name: _Name | None
    meter: _Name | None
    description: _text(_LONGEST_DESCRIPTION)
    period_start: _Moment
    period_end: _Moment
    quantity: _Number | None
    unit: _Name | None
    unit_price: _Number | None
    price_id: _Name | None
    list_amount: _Number
    amount: _Number
    refers_to: _Name | None
    user_id: _Name | None


class Statement(_Form):
    """A statement; what its lines add up to is not repeated."""

    number: _Name | None             # None: a draft
    account: Account
    currency: _text(3, pattern=r'^[A-Z]{3}\Z')
    lines: list[Line]


class Site(_Form):
    """A file; ``digest`` is made of all that stands beside it."""

    format: typing.Literal[FORMAT]
    version: typing.Literal[VERSION]
    region: _text(fields.NAME_LENGTH, pattern=billing.REGION_PATTERN)
    month: _text(7)
    time_zone: _Name
    exported_at: _Moment
    projects: list[Project]
    statements: list[Statement]
    digest: _Digest
