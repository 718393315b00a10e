# SPDX-License-Identifier: Apache-2.0
"""billing-manage notice: what people are told, and what did not arrive."""

from billing_ledger import times
from billing_ledger.manage import output

_COLUMNS = ('notice_id', 'kind', 'subject_id', 'period', 'channel',
            'attempts', 'due_at', 'problem')


def add_parsers(commands):
    parser = commands.add_parser(
        'notice', help='notices that have not been delivered')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    actions.add_parser(
        'list', help='show them, and why',
        description='Show the notices that have not been delivered. One '
                    'without a time in due_at has been given up.',
    ).set_defaults(run=list_notices)
    retry = actions.add_parser(
        'retry', help='try again to deliver those that were given up')
    retry.add_argument('notice_id', nargs='?', metavar='NOTICE_ID',
                       help='only this one, also where it only waits')
    retry.set_defaults(run=retry_notices)
    actions.add_parser(
        'deliver', help='deliver now what is due',
    ).set_defaults(run=deliver)


def list_notices(books, args):
    rows = [_describe(row) for row in books.outbox.undelivered()]
    output.show(rows, args.format, _COLUMNS)
    return 0


def _describe(row):
    return {
        'notice_id': row.notice_id, 'kind': row.kind,
        'subject_type': row.subject_type, 'subject_id': row.subject_id,
        'period': row.period, 'title': row.title, 'channel': row.channel,
        'created_at': times.to_text(row.created_at),
        'attempts': row.attempts, 'due_at': times.to_text(row.due_at),
        'problem': row.problem}


def retry_notices(books, args):
    books.outbox.retry(args.notice_id)
    return deliver(books, args)


def deliver(books, args):
    result = books.outbox.deliver()
    output.show_one(result._asdict(), args.format)
    return 1 if result.failed else 0
