# SPDX-License-Identifier: Apache-2.0
"""billing-manage reconciled: what was healed from Nova's own records."""

from billing_ledger import times
from billing_ledger.facts import reconciled as facts
from billing_ledger.manage import arguments
from billing_ledger.manage import output

_COLUMNS = ('resource_id', 'what', 'at', 'evidence', 'host', 'flavor',
            'state', 'source', 'healed_at')


def add_parsers(commands):
    parser = commands.add_parser(
        'reconciled', help="what was healed from Nova's own records",
        description='Show what no notification had told, and reconciliation '
                    'with Nova added: what became true, when, and which of '
                    "Nova's records says so. The moment of what is "
                    '"assumed" is the latest one that is proven.')
    parser.add_argument('instance', nargs='?', metavar='INSTANCE_UUID',
                        help='only this instance')
    parser.add_argument('--since', type=arguments.moment, metavar='TIME',
                        help='only what was healed since then')
    parser.set_defaults(run=reconciled)


def reconciled(books, args):
    rows = [_row(each) for each in books.reconciliation.healed(args.instance)
            if args.since is None or each.healed_at >= args.since]
    output.show(rows, args.format, _COLUMNS)
    return 0


def _row(healed):
    event = healed.event
    return {
        'resource_id': event.instance_id, 'project_id': event.project_id,
        'what': facts.what(event), 'at': times.to_text(event.generated_at),
        'evidence': facts.evidence(event), 'host': event.host,
        'flavor': event.flavor, 'vcpus': event.vcpus,
        'memory_mb': event.memory_mb, 'disk_gb': event.disk_gb,
        'state': event.state, 'source': healed.source,
        'message_id': event.message_id,
        'healed_at': times.to_text(healed.healed_at),
    }
