# SPDX-License-Identifier: Apache-2.0
"""Check that closed statements are what they were when they were issued."""

import typing

from billing_ledger import currency as currencies
from billing_ledger import times
from billing_ledger.db import credits as stored_credits
from billing_ledger.db import statements as stored
from billing_ledger.statements import digest
from billing_ledger.statements import numbers
from billing_ledger.statements import statement as types
from billing_ledger.statements import sums


class Problem(typing.NamedTuple):
    """What is wrong with a statement, in a sentence."""

    number: str
    problem: str


def verify(database):
    """Yield a Problem for everything that is not as it should be.

    Statements that are issued meanwhile are left out.

    :param database: engine.Database
    """
    with database.reading() as connection:
        known = stored.numbers(connection)
        expected = stored.count(connection)
    if len(known) != expected:
        yield Problem(known[-1] if known else '',
                      f'{expected} statements were issued, '
                      f'{len(known)} are there')
    last_number, previous = None, digest.NOTHING
    for number in known:
        with database.reading() as connection:
            found = stored.get(connection, number)
            used = stored_credits.used_by(connection, number)
            shares = stored.shares(connection, number)
        follows = _number_after(last_number, found)
        if number != follows:
            yield Problem(number, f'the number should be {follows}')
        for problem in _problems(found, used, shares, previous):
            yield Problem(number, problem)
        last_number = number if numbers.is_number(number) else follows
        previous = found.digest


def _number_after(last_number, found):
    issued_at = found.issued_at.astimezone(times.zone(found.time_zone))
    return numbers.following(last_number, issued_at.year)


def _problems(found, used, shares, previous):
    """Yield what is wrong with a statement.

    :param previous: digest of the one before
    """
    if digest.of(found, previous) != found.digest:
        yield ('the digest is not that of what is stored, and of the digest '
               'of the statement before')
    subtotal = sums.total(line.amount for line in found.lines)
    tax = currencies.rounded(sums.percentage(
        found.subtotal, found.account.tax_percent), found.currency)
    for name, is_now, should_be in (
            ('subtotal', found.subtotal, subtotal),
            ('tax', found.tax, tax),
            ('total', found.total, sums.total((found.subtotal, found.tax))),
            ('sum of the credits used', sums.total(used),
             -sums.total(line.amount for line in found.lines
                         if line.kind == types.CREDIT))):
        if is_now != should_be:
            yield f'the {name} is {is_now:f}, not {should_be:f}'
    if shares != stored.by_project(found.lines):
        yield 'the sums of its projects are not those of its lines'
