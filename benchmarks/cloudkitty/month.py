# SPDX-License-Identifier: Apache-2.0
"""A synthetic month that both systems are given; needs Python alone.

Times are whole minutes since the month began.
"""

import datetime
import random
import typing

START = datetime.datetime(2025, 9, 1, tzinfo=datetime.UTC)
DAYS = 30
HOURS = DAYS * 24
MINUTES = HOURS * 60
# name -> vCPUs, MiB of memory, GiB of disk
FLAVORS = {'small': (1, 2048, 20), 'large': (4, 8192, 80)}
# What every guest uses in a minute: a tenth of a vCPU, 2 MiB sent.
CPU_NS_A_MINUTE = 6 * 10 ** 9
BYTES_A_MINUTE = 2 * 2 ** 20
# Of use to CloudKitty, which loads its rules for each project and hour.
_PER_PROJECT = 100
_MOST_MIGRATIONS = 4
_SHORTEST = 30


class Condition(typing.NamedTuple):
    """What an instance was like over the minutes [start, end)."""

    start: int
    end: int
    flavor: str = 'small'
    host: str = 'cmp1'
    name: str = 'web'


class Life(typing.NamedTuple):
    """An instance: Conditions one after the other."""

    instance_id: str
    project_id: str
    conditions: tuple

    @property
    def start(self):
        return self.conditions[0].start

    @property
    def end(self):
        return self.conditions[-1].end


def at(minute):
    """Return the moment of a minute."""
    return START + datetime.timedelta(minutes=minute)


def make(instances, seed=1):
    """Return the Lives of a month; the same ones for the same seed.

    Six in ten are there all month, the others come and go in it. Nearly all
    are live-migrated now and then, three in ten resized once.
    """
    chance = random.Random(seed)
    return [_life(number, chance) for number in range(instances)]


def _life(number, chance):
    start, end = 0, MINUTES
    if chance.random() < 0.4:
        start = chance.randrange(MINUTES - _SHORTEST)
        end = chance.randrange(start + _SHORTEST, MINUTES + 1)
    changes = {chance.randrange(start + 1, end): 'host'
               for _ in range(chance.randint(0, _MOST_MIGRATIONS))}
    if chance.random() < 0.3:
        changes[chance.randrange(start + 1, end)] = 'flavor'
    return Life(f'00000000-0000-4000-8000-{number:012}',
                f'{number // _PER_PROJECT:032}',
                tuple(_conditions(start, end, changes, chance)))


def _conditions(start, end, changes, chance):
    now = Condition(start, end, chance.choice(sorted(FLAVORS)), 'cmp0')
    for count, minute in enumerate(sorted(changes), 1):
        yield now._replace(end=minute)
        now = now._replace(start=minute, host=f'cmp{count}')
        if changes[minute] == 'flavor':
            now = now._replace(
                flavor='large' if now.flavor == 'small' else 'small')
    yield now


def points(lives, metrics, hours=HOURS):
    """Return in how many points CloudKitty counts these hours.

    That is one for each metric of an instance in each hour that saw it.
    """
    return metrics * sum(
        -(-min(life.end, hours * 60) // 60) - life.start // 60
        for life in lives if life.start < hours * 60)
