# SPDX-License-Identifier: Apache-2.0
"""What an earlier month was charged too much or too little; pure."""

import collections

from billing_ledger.statements import lines
from billing_ledger.statements import statement
from billing_ledger.statements import sums


def detail_of(billed, otherwise):
    """Return how far the lines of a month are told apart.

    It stays what it was when the month was closed, so that lines find the
    ones that they correct.

    :param billed: the lines of closed statements for the month
    :param otherwise: the answer where there is none
    """
    if not billed:
        return otherwise
    if any(line.resource_id for line in billed):
        return lines.BY_RESOURCE
    return (lines.BY_USER if any(line.user_id for line in billed)
            else lines.BY_METER)


def of_month(billed, anew, detail, refers_to):
    """Return the lines that make good what was charged for a month so far.

    :param billed: usage and correction lines of closed statements for it
    :param anew: the usage lines that it would have now
    :param detail: how far both are told apart
    :param refers_to: number of the statement that closed the month, or None
    """
    before, now = _by_key(billed, detail), _by_key(anew, detail)
    found = []
    for key in {**before, **now}:
        lines_now, lines_before = now.get(key, ()), before.get(key, ())
        money = {name: _change(lines_now, lines_before, name)
                 for name in ('list_amount', 'amount')}
        # A quantity alone, too little to cost anything, waits for others.
        if any(money.values()):
            found.append((lines_now or lines_before)[0]._replace(
                kind=statement.CORRECTION, refers_to=refers_to,
                quantity=_change(lines_now, lines_before, 'quantity'),
                **money))
    return found


def _by_key(found, detail):
    together = collections.defaultdict(list)
    for line in found:
        together[lines.key(line, detail)].append(line)
    return together


def _change(now, before, name):
    return sums.difference(sums.total(getattr(line, name) for line in now),
                           sums.total(getattr(line, name) for line in before))
