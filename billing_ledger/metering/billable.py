# SPDX-License-Identifier: Apache-2.0
"""Which states of an instance are billed, as the operator decided."""

import typing

from billing_ledger.metering import meters

DEFAULT_COMPUTE_STATES = ('active', 'paused', 'suspended', 'stopped',
                          'rescued', 'resized', 'shelved', 'error')
DEFAULT_DISK_STATES = (*DEFAULT_COMPUTE_STATES, 'soft-delete')


class BillablePolicy(typing.NamedTuple):
    """The states (Nova's vm_state) in which allocations are billed.

    Whatever the state, an instance is billed only once its guest had been
    launched, and while a host holds it: neither a failed build nor an
    offloaded instance occupies anything.
    """

    compute_states: frozenset
    disk_states: frozenset

    def bills(self, meter, segment):
        """Tell whether a meter counts during a segment."""
        states = (self.disk_states if meter.billed_by == meters.DISK
                  else self.compute_states)
        return (segment.launched and segment.host is not None
                and segment.state in states)


DEFAULT_POLICY = BillablePolicy(frozenset(DEFAULT_COMPUTE_STATES),
                                frozenset(DEFAULT_DISK_STATES))
