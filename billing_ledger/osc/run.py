# SPDX-License-Identifier: Apache-2.0
"""openstack billing run"""

from osc_lib.command import command

from billing_ledger.osc import quantities
from billing_ledger.osc import rows

COLUMNS = ('run_id', 'host', 'host_id', 'start', 'end', 'exact', 'billed',
           'cpu.used', 'memory.used', 'disk.read.bytes', 'disk.write.bytes',
           'disk.read.requests', 'disk.write.requests',
           'network.incoming.bytes', 'network.outgoing.bytes')
MORE_COLUMNS = ('disk.stored', 'cpu.total')


class ListRun(command.Lister):
    """List on which hosts an instance ran, and what it used there.

    A run is one life of its guest on one host; the last one has no end while
    it lasts. Tables are rounded for reading, -f json, csv and value are exact
    and in the base units of the meters. The names of hosts are shown to
    administrators, and ids that tell them apart to everybody.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('instance', metavar='<instance-id>',
                            help='ID of the instance')
        parser.add_argument(
            '--long', action='store_true',
            help='Show nothing rounded or shortened, and also the disk space '
                 'that was taken and the CPU time with that of the emulator, '
                 'which is not billed')
        return parser

    def take_action(self, parsed_args):
        runs = [_row(run) for run in self.app.client_manager.billing.runs.list(
            parsed_args.instance)]
        if parsed_args.long:
            return rows.table(_shown(COLUMNS + MORE_COLUMNS, runs), runs)
        return rows.table(_shown(COLUMNS, runs),
                          map(quantities.for_people, runs))


def _row(run):
    """Return a run with what it used in the place of its counters."""
    used = {name: str(int(counter['last']) - int(counter['first']))
            for name, counter in run['counters'].items()}
    return run | used


def _shown(columns, runs):
    """Return the columns, without the hosts where nobody names them."""
    if any(run['host'] is not None for run in runs):
        return columns
    return tuple(name for name in columns if name != 'host')
