# SPDX-License-Identifier: Apache-2.0
"""Write the demo cloud's notifications of this month up to now.

The plan is fixed to the month, so that a later run repeats what an earlier
one wrote, byte for byte, and goes on from there.
"""
import argparse
import datetime
import json
import pathlib
import random
import sys

from tools.demo import cast
from tools.demo import identity
from tools.demo import recordings
from tools.demo import shift

RECORDINGS = pathlib.Path(__file__).parents[2] / 'tests/recordings/data'


def lines(directory, parts, people, now, seed):
    """Return the demo's messages in order of sending, as (time, line).

    :param directory: where the recordings lie
    :param people: {'projects': {name: id}, 'users': {name: id}}
    :param now: nothing is written that would happen later
    :param seed: another seed spreads the operations a little differently
    """
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    shelf = {}
    found = []
    for part in parts:
        if part.recording not in shelf:
            shelf[part.recording] = recordings.read_lives(
                _path(directory, part.recording))
        life = shelf[part.recording][part.server]
        chance = random.Random(f'{seed}/{month:%Y-%m}/{part.name}')
        found.extend(_play(part, life, month, people, chance, seed))
    return sorted((entry for entry in found if entry[0] <= now),
                  key=lambda entry: entry[0])


def _play(part, life, month, people, chance, seed):
    who = identity.Identity(
        f'{seed}/{month:%Y-%m}/{part.name}', life,
        {part.server: part.name, **dict(part.later_names)},
        _people(life, part.project, people), part.project)
    starts = _starts(month, part.days, chance)
    for notification, sent_at, body in shift.move(life, starts):
        yield sent_at, _line(notification, sent_at, who.applied(body))


def _starts(month, days, chance):
    """Turn days into moments, each gap off by up to a tenth."""
    starts, planned, reached = [], 0.0, month
    for day in days:
        gap = datetime.timedelta(days=day - planned)
        reached += gap * chance.uniform(0.9, 1.0)
        planned = day
        starts.append(reached)
    return starts


def _people(life, project, people):
    """Return {recorded id: id in the demo} for whoever acted on a server."""
    replaced = {}
    for notification in life.notifications:
        body = notification.body
        actor = 'admin' if body['_context_user_name'] == 'admin' else 'demo'
        replaced[body['_context_user_id']] = people['users'][actor]
        if actor == 'demo':
            replaced[body['_context_project_id']] = people['projects'][project]
    replaced.pop(None, None)
    return replaced


def _line(notification, sent_at, body):
    return json.dumps({
        'arrived_iso': sent_at.isoformat(timespec='microseconds'),
        'exchange': notification.exchange,
        'routing_key': notification.routing_key,
        'body': json.dumps({'oslo.version': '2.0',
                            'oslo.message': json.dumps(body)}),
    })


def _path(directory, recording):
    for suffix in ('.jsonl', '.jsonl.gz'):
        path = pathlib.Path(directory) / f'{recording}{suffix}'
        if path.exists():
            return path
    raise FileNotFoundError(
        f'There is no recording {recording} in {directory}.')


def main(argv=None):
    args = _parse(argv)
    people = json.loads(args.people.read_text())
    with args.output.open('w', encoding='utf-8') as output:
        for _, line in lines(args.recordings, cast.PARTS, people, args.now,
                             args.seed):
            output.write(line + '\n')


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--people', type=pathlib.Path, required=True,
                        help='JSON file: ids of the projects and users')
    parser.add_argument('--output', type=pathlib.Path, required=True,
                        help='file to write, one message per line')
    parser.add_argument('--recordings', type=pathlib.Path,
                        default=RECORDINGS, help='directory to read')
    parser.add_argument('--now', type=datetime.datetime.fromisoformat,
                        default=datetime.datetime.now(datetime.UTC),
                        help='ISO 8601 with zone; default: the clock')
    parser.add_argument('--seed', default='demo', help='any text')
    return parser.parse_args(argv)


if __name__ == '__main__':
    sys.exit(main())
