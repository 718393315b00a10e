# SPDX-License-Identifier: Apache-2.0
"""What an instance used beside what it was allocated; pure."""

import decimal
import typing

from horizon_billing import quantities

_BESIDE = {
    quantities.CPU_USED: quantities.VCPU,
    quantities.MEMORY_USED: quantities.MEMORY,
    quantities.DISK_STORED: quantities.DISK,
}
_EXACT = decimal.Context(prec=100)


class Used(typing.NamedTuple):
    """A quantity that was used, and the one that it is a part of, if any.

    ``percent`` of what was allocated was used; it is None where nothing was.
    """

    meter: str
    quantity: decimal.Decimal
    unit: str
    allocated: decimal.Decimal | None
    percent: decimal.Decimal | None


def from_api(rows):
    """Return a Used for each counted meter; none if nothing was counted.

    :param rows: rows of the API by meter, of one instance
    """
    found = {row['meter']: row for row in rows}
    if not quantities.COUNTED.keys() & found.keys():
        return []
    return [_used(meter, unit, found)
            for meter, unit in quantities.COUNTED.items()]


def _used(meter, unit, found):
    # Requests are so few that people count them one by one.
    quantity = decimal.Decimal(found[meter]['quantity'] if meter in found
                               else 0)
    if unit != quantities.REQUEST:
        quantity, unit = quantities.in_pricing_unit(quantity, unit)
    beside = found.get(_BESIDE.get(meter))
    if beside is None:
        return Used(meter, quantity, unit, None, None)
    allocated, _unit = quantities.in_pricing_unit(
        decimal.Decimal(beside['quantity']), beside['unit'])
    percent = _EXACT.divide(100 * quantity, allocated)
    return Used(meter, quantity, unit, allocated, percent)
