# SPDX-License-Identifier: Apache-2.0
"""billing-manage replay, quarantine, rebuild, verify: the recorded facts."""

import itertools
import os

import tqdm

from billing_ledger import times
from billing_ledger.db import quarantine as set_aside
from billing_ledger.facts import recording
from billing_ledger.manage import output
from billing_ledger.recorder import RecordResult

_BATCH = 1000


def add_parsers(commands):
    parser = commands.add_parser(
        'replay', help='record notifications from files',
        description='Record notifications from files of JSON lines (plain or '
                    'gzipped): oslo.messaging bodies, bare notifications, or '
                    'objects that hold a body under "body".')
    parser.add_argument('files', nargs='+', metavar='FILE',
                        help='a file, or - for standard input')
    parser.set_defaults(run=replay)

    parser = commands.add_parser(
        'quarantine', help='notifications that nobody understood')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    actions.add_parser('list', help='show them with their reasons'
                       ).set_defaults(run=list_quarantine)
    actions.add_parser('replay', help='try to record them again'
                       ).set_defaults(run=replay_quarantine)

    commands.add_parser(
        'rebuild', help='derive all timelines anew from the recorded facts',
    ).set_defaults(run=rebuild)
    commands.add_parser(
        'verify', help='check that what is stored is what the facts give',
    ).set_defaults(run=verify)


def replay(books, args):
    total = RecordResult()
    for path in args.files:
        total = total.plus(_replay_file(books, path))
    books.deriver.derive_all()
    output.show_one(total._asdict(), args.format)
    return 0


def _replay_file(books, path):
    total = RecordResult()
    with recording.open_lines(path) as lines, _progress(path) as progress:
        found = recording.read_lines(lines)
        while batch := list(itertools.islice(found, _BATCH)):
            total = total.plus(books.record(
                message for message, problem in batch if not problem))
            for line, problem in batch:
                if problem:
                    total = total.plus(books.quarantine(line, problem))
            progress.update(len(batch))
    return total


def _progress(path):
    """Return a progress bar that shows itself when it takes long."""
    return tqdm.tqdm(desc=os.path.basename(path), unit=' messages', delay=2,
                     disable=None, leave=False)


def list_quarantine(books, args):
    rows, last_id = [], 0
    with books.database.reading() as connection:
        while found := set_aside.read(connection, last_id):
            last_id = found[-1].id
            rows += [_describe(row) for row in found]
    output.show(rows, args.format,
                ('id', 'received_at', 'event_type', 'message_id', 'reason'))
    return 0


def _describe(row):
    return {'id': row.id, 'received_at': times.to_text(row.received_at),
            'event_type': row.event_type, 'message_id': row.message_id,
            'reason': row.reason, 'body': row.body}


def replay_quarantine(books, args):
    result = books.recorder.replay_quarantine()
    books.deriver.derive_all()
    output.show_one(result._asdict(), args.format)
    return 0


def rebuild(books, args):
    books.deriver.forget()
    books.deriver.derive_all()
    return verify(books, args)


def verify(books, args):
    books.deriver.derive_all()
    different = [{'resource_id': each.resource_id,
                  'stored_segments': len(each.stored),
                  'derived_segments': len(each.derived)}
                 for each in books.deriver.verify()]
    problems = [{'statement': each.number, 'problem': each.problem}
                for each in books.statements.verify()]
    wallets = [each._asdict() for each in books.wallets.verify()]
    if args.format == output.JSON:
        output.show(different + problems + wallets, args.format)
    else:
        output.show(different, args.format,
                    ('resource_id', 'stored_segments', 'derived_segments'))
        print(f'{len(different)} timelines differ from what the facts give.')
        output.show(problems, args.format, ('statement', 'problem'))
        print(f'{len({each["statement"] for each in problems})} closed '
              'statements are not what they were.')
        output.show(wallets, args.format,
                    ('account_id', 'currency', 'problem'))
        print(f'{len({each["account_id"] for each in wallets})} wallets do '
              'not add up.')
    return 1 if different or problems or wallets else 0
