# SPDX-License-Identifier: Apache-2.0
"""Kinds of command line arguments that several commands take."""

import argparse
import decimal
import getpass

from billing_ledger import exception
from billing_ledger import report
from billing_ledger import times
from billing_ledger.db import audit
from billing_ledger.statements import month as months


def operator():
    """Return who runs the program, for the audit records."""
    return audit.Actor(getpass.getuser())


def moment(value):
    """Return the moment that an ISO 8601 argument names (UTC by default)."""
    try:
        return times.parse(value)
    except exception.InvalidTime as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def month(value):
    """Return the Month that an argument such as 2026-10 names."""
    try:
        return months.parse(value)
    except exception.InvalidTime as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def number(value):
    """Return the Decimal that an argument names."""
    try:
        return decimal.Decimal(value)
    except decimal.InvalidOperation:
        raise argparse.ArgumentTypeError(
            f'{value[:64]!r} is not a decimal number') from None


def groupings(value):
    """Return what rows are grouped by, from a list with commas."""
    found = tuple(part.strip() for part in value.split(','))
    unknown = [part for part in found if part not in report.GROUPINGS]
    if unknown:
        raise argparse.ArgumentTypeError(
            f'cannot group by {", ".join(unknown)}; choose from '
            f'{", ".join(report.GROUPINGS)}')
    return found
