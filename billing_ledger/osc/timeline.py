# SPDX-License-Identifier: Apache-2.0
"""openstack billing timeline"""

from osc_lib.command import command

from billing_ledger.osc import rows

COLUMNS = ('start', 'end', 'host', 'flavor', 'vcpus', 'memory_mb', 'disk_gb',
           'state', 'project_id')
MORE_COLUMNS = ('host_id', 'user_id', 'image_id', 'availability_zone',
                'display_name', 'launched', 'evidence')


class ShowTimeline(command.Lister):
    """Show the life of an instance, one row for each segment.

    A segment is a time during which nothing about the instance changed; the
    last one has no end while the instance exists. Hosts are shown to
    administrators.
    """

    def get_parser(self, prog_name):
        parser = super().get_parser(prog_name)
        parser.add_argument('instance', metavar='<instance-id>',
                            help='ID of the instance')
        parser.add_argument(
            '--long', action='store_true',
            help='Show also user, image, availability zone, name, what tells '
                 'hosts apart, and what the start of each segment rests on')
        return parser

    def take_action(self, parsed_args):
        timeline = self.app.client_manager.billing.timelines.get(
            parsed_args.instance)
        columns = COLUMNS + MORE_COLUMNS if parsed_args.long else COLUMNS
        return rows.table(columns, timeline['segments'])
