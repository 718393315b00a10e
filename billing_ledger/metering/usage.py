# SPDX-License-Identifier: Apache-2.0
"""Turn holdings into quantities, by pure computation.

Quantities are integers: microseconds times what accrues in each second. So
they add up exactly, in any order.
"""

import collections
import decimal
import typing

from billing_ledger.metering import billable
from billing_ledger.metering import meters as all_meters
from billing_ledger.metering.traits import Traits

MICRO = 10 ** 6
# Enough digits for any 64-bit quantity in millionths, and far beyond.
_EXACT = decimal.Context(prec=100)


class Key(typing.NamedTuple):
    """What a quantity is of. ``interval`` counts the intervals asked for."""

    project_id: str
    resource_id: str
    user_id: str | None
    meter: str
    traits: Traits
    interval: int


def usage(holdings, policy=billable.DEFAULT_POLICY,
          meters=all_meters.ALLOCATION_METERS):
    """Return what instances were allocated.

    :param holdings: iterable of Holding
    :param policy: which states are billed
    :param meters: the meters to apply
    :returns: dict of Key to millionths of base units, without zeros
    """
    rates = _Rates(policy, meters)
    quantities = collections.defaultdict(int)
    for holding in holdings:
        for meter_name, per_second in rates.of(holding):
            quantities[Key(
                holding.project_id, holding.resource_id, holding.user_id,
                meter_name, holding.traits, holding.interval,
            )] += per_second * holding.lasted_us
    return quantities


def in_base_units(millionths):
    """Return an exact Decimal of a quantity kept in millionths."""
    return decimal.Decimal(millionths).scaleb(-6, _EXACT)


class _Rates:
    """What holdings accrue; many are alike."""

    def __init__(self, policy, meters):
        self._policy = policy
        self._meters = tuple(meters)
        self._known = {}

    def of(self, holding):
        """Return (meter name, base units per second) of each meter billed."""
        alike = (holding.vcpus, holding.memory_mb, holding.disk_gb,
                 holding.state)
        if alike not in self._known:
            self._known[alike] = tuple(
                (meter.name, meter.per_second(holding))
                for meter in self._meters
                if self._policy.bills(meter, holding.state)
                and meter.per_second(holding))
        return self._known[alike]
