# SPDX-License-Identifier: Apache-2.0
"""Write what the demo cloud sent this month up to now.

That is notifications of Nova, and readings of agents on its hosts.

The plan is fixed to the month, so that a later run repeats what an earlier
one wrote, byte for byte, and goes on from there.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import sys

from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.facts import reading
from billing_ledger.timeline import build as timeline
from tools.demo import agents
from tools.demo import cast
from tools.demo import guests
from tools.demo import habits
from tools.demo import identity
from tools.demo import recordings
from tools.demo import shift

RECORDINGS = pathlib.Path(__file__).parents[2] / 'tests/recordings/data'


def lines(directory, parts, people, now, seed, secret=None):
    """Return the demo's messages in order of sending, as (time, line).

    :param directory: where the recordings lie
    :param people: {'projects': {name: id}, 'users': {name: id}}
    :param now: nothing is written that would happen later
    :param seed: another seed spreads the operations a little differently
    :param secret: what the agents sign their readings with, or None
    """
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    shelf = {}
    found, read = [], []
    for part in parts:
        if part.recording not in shelf:
            shelf[part.recording] = recordings.read_lives(
                _path(directory, part.recording))
        life = shelf[part.recording][part.server]
        chance = random.Random(f'{seed}/{month:%Y-%m}/{part.name}')
        played = [entry for entry
                  in _play(part, life, month, people, chance, seed)
                  if entry[1] <= now]
        found.extend((sent_at, _line(notification.exchange,
                                     notification.routing_key, sent_at, body))
                     for notification, sent_at, body in played)
        read.extend(_read(part, [body for _, _, body in played], now))
    found.extend((sent_at, _line(reading.EXCHANGE, agents.ROUTING_KEY,
                                 sent_at, body))
                 for sent_at, body in agents.messages(
                     read, f'{seed}/{month:%Y-%m}', secret))
    return sorted(found, key=lambda entry: entry[0])


def _play(part, life, month, people, chance, seed):
    who = identity.Identity(
        f'{seed}/{month:%Y-%m}/{part.name}', life,
        {part.server: part.name, **dict(part.later_names)},
        _people(life, part.project, people), part.project)
    starts = _starts(month, part.days, chance)
    for notification, sent_at, body in shift.move(life, starts):
        yield notification, sent_at, who.applied(body)


def _read(part, notifications, now):
    """Return what agents read of a server, as guests.readings() does."""
    events = [event for event in (
        nova.read_instance_event(envelope.open_envelope(body))
        for body in notifications) if event is not None]
    if not events:
        return []
    return [entry for guest in guests.of(events[0].instance_id,
                                         timeline.build_timeline(events))
            for entry in guests.readings(guest, habits.HABITS[part.habit],
                                         now - agents.DELAY)]


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


def _line(exchange, routing_key, sent_at, body):
    return json.dumps({
        'arrived_iso': sent_at.isoformat(timespec='microseconds'),
        'exchange': exchange,
        'routing_key': routing_key,
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
                             args.seed, os.environ.get('READINGS_SECRET')):
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
