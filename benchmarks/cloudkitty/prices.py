# SPDX-License-Identifier: Apache-2.0
"""One price list in the words of both systems; needs Python alone."""

import typing


class Metric(typing.NamedTuple):
    """What is priced: CloudKitty's name, the ledger's name, the price.

    ``factor`` makes CloudKitty's quantity of what Gnocchi says, in the unit
    that the price is for. ``prices`` are texts by flavor; None: any flavor.
    """

    name: str
    meter: str
    factor: str
    prices: dict


INSTANCE = Metric('instance', 'instance.uptime', '1',
                  {'small': '1', 'large': '4'})
METRICS = (
    Metric('instance', 'instance.uptime', '1',
           {'small': '0.04', 'large': '0.16'}),
    Metric('vcpus', 'vcpu.allocated', '1', {None: '0.02'}),
    Metric('memory', 'memory.allocated', '1/1024', {None: '0.004'}),
    Metric('disk.root.size', 'disk.allocated', '1', {None: '0.0001'}),
    Metric('cpu', 'cpu.used', '1/3600000000000', {None: '0.01'}),
    Metric('network.outgoing.bytes', 'network.outgoing.bytes',
           '1/1073741824', {None: '0.05'}),
)
