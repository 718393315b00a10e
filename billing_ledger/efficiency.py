# SPDX-License-Identifier: Apache-2.0
"""What was allocated and not used, and what that cost; pure."""

import collections
import decimal
import typing

from billing_ledger import text
from billing_ledger.metering import meters
from billing_ledger.rating import amounts

# What is allocated, and what is used of it.
PAIRS = (('vcpu.allocated', meters.CPU_USED),
         ('memory.allocated', 'memory.used'),
         ('disk.allocated', 'disk.stored'))
GROUP_BY = ('resource', 'meter')
_EXACT = decimal.Context(prec=50)
_DECIMALS = 10
_SHARE = decimal.Decimal('0.0001')


class EfficiencyRow(typing.NamedTuple):
    """How well a resource uses what it has.

    Quantities are in pricing units. ``share_used`` is used by allocated.
    ``unused_amount`` is the part of what the allocated quantity costs that
    was not used. Both are None where nothing was counted: then nobody knows.
    """

    project_id: str
    resource_id: str
    resource_name: str | None
    meter: str
    allocated: decimal.Decimal
    used: decimal.Decimal | None
    pricing_unit: str
    share_used: decimal.Decimal | None
    currency: str | None
    unused_amount: decimal.Decimal | None

    def as_dict(self):
        """Return the row for JSON."""
        found = self._asdict()
        for name in ('allocated', 'used', 'share_used'):
            found[name] = text.of_decimal(found[name])
        found['unused_amount'] = text.of_amount(self.unused_amount)
        return found


def rows(usage_rows, charge_rows):
    """Return EfficiencyRows, in the order of the usage.

    :param usage_rows: UsageRows by resource and meter
    :param charge_rows: ChargeRows by the same
    """
    quantities = {(row.resource_id, row.meter): row.quantity
                  for row in usage_rows}
    due = collections.defaultdict(
        lambda: collections.defaultdict(decimal.Decimal))
    for row in charge_rows:
        due[row.resource_id, row.meter][row.currency] += row.amount
    counterparts = dict(PAIRS)
    return [_row(row, quantities.get((row.resource_id,
                                      counterparts[row.meter])),
                 counterparts[row.meter], due[row.resource_id, row.meter])
            for row in usage_rows if row.meter in counterparts]


def _row(row, counted, used_meter, due):
    allocated = _units(row.quantity, row.meter)
    used = share = unused = None
    # On two plans a resource may cost something in two currencies.
    currency, amount = (next(iter(due.items())) if len(due) == 1
                        else (None, None))
    if counted is not None:
        exact_use = _units(counted, used_meter)
        exact = _EXACT.divide(exact_use, allocated)
        used, share = round(exact_use, _DECIMALS), exact.quantize(_SHARE)
        if amount is not None:
            unused = (amount * max(1 - exact, 0)).quantize(
                decimal.Decimal(1).scaleb(-amounts.DECIMALS))
    return EfficiencyRow(
        row.project_id, row.resource_id, row.resource_name, row.meter,
        round(allocated, _DECIMALS), used,
        meters.METERS[row.meter].pricing_unit, share, currency, unused)


def _units(quantity, meter):
    """Return a quantity in pricing units."""
    return _EXACT.divide(
        quantity, decimal.Decimal(meters.METERS[meter].per_pricing_unit))
