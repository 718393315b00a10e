# SPDX-License-Identifier: Apache-2.0
"""Numbers as people and programs read them: exact, without an exponent."""


def of_decimal(value):
    """Return a Decimal as plain digits, or None for None."""
    if value is None:
        return None
    written = format(value, 'f')
    if '.' in written:
        written = written.rstrip('0').rstrip('.')
    return written


def of_amount(value):
    """Return an amount with all of its decimals, or None for None."""
    return None if value is None else format(value, 'f')
