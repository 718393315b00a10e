# SPDX-License-Identifier: Apache-2.0
"""Which states of an instance are billed, as the operator decided."""

import typing

from billing_ledger.metering import meters

DEFAULT_COMPUTE_STATES = ('active', 'paused', 'suspended', 'stopped',
                          'rescued', 'resized', 'shelved', 'shelved_offloaded',
                          'error')
DEFAULT_DISK_STATES = (*DEFAULT_COMPUTE_STATES, 'soft-delete')


class BillablePolicy(typing.NamedTuple):
    """The states (Nova's vm_state) in which what a host holds is billed."""

    compute_states: frozenset
    disk_states: frozenset

    def bills(self, meter, state):
        """Tell whether a meter counts in a state."""
        return state in (self.disk_states if meter.billed_by == meters.DISK
                         else self.compute_states)


DEFAULT_POLICY = BillablePolicy(frozenset(DEFAULT_COMPUTE_STATES),
                                frozenset(DEFAULT_DISK_STATES))
