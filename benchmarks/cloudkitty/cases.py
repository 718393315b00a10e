# SPDX-License-Identifier: Apache-2.0
"""What a bill should say in awkward cases; needs Python alone.

Times are minutes since the month began; the hour in question is [0, 60).
Small costs 1 an hour and large 4 where a case names no prices of its own.
"""

import decimal
import typing

from benchmarks.cloudkitty.month import Condition
from benchmarks.cloudkitty.month import Life

_FLAVORS = {'small': '1', 'large': '4'}
_BEFORE, _AFTER = -60, 240
REFUSED = 'refused'


class Case(typing.NamedTuple):
    """A case, and what is right about it.

    ``fair`` are right answers: amounts as text, or REFUSED where something is
    asked for that cannot be done fairly. ``prices`` are by flavor; ``then`` is
    what happens besides: 'delete price', 'deliver twice', 'deliver late' or
    'change price'. ``options`` are said to CloudKitty's collector.
    """

    title: str
    fair: tuple
    conditions: tuple
    hours: int = 1
    count: int = 1
    prices: dict = _FLAVORS
    then: str = ''
    new_price: str = ''
    changes_at: int = 0
    options: dict = {}

    def lives(self, number):
        """Return the Lives of the case, in a project of its own."""
        return [Life(f'{number:08x}-0000-4000-8000-{each:012}',
                     f'{0xca5e:04x}{number:028}', self.conditions)
                for each in range(self.count)]


def is_fair(case, answer):
    """Tell whether an answer is one of the right ones, to the last digit."""
    if answer in case.fair:
        return True
    try:
        amount = decimal.Decimal(answer)
        return any(amount == decimal.Decimal(right) for right in case.fair
                   if right != REFUSED)
    except decimal.InvalidOperation:
        return False


_WHOLE = (Condition(_BEFORE, _AFTER),)
_RESIZED = (Condition(_BEFORE, 20), Condition(20, _AFTER, 'large', 'cmp2'))

CASES = (
    # 20 of 60 minutes at 1 an hour: a third, to ten decimals.
    Case('20 minutes at 1 an hour', ('0.3333333333',), (Condition(10, 30),)),
    Case('a whole hour at 1', ('1',), _WHOLE),
    # 1/3 h x 1 + 2/3 h x 4 = 3.
    Case('resized after 20 minutes, from 1 to 4 an hour', ('3',), _RESIZED),
    Case('the same, CloudKitty grouping by flavor', ('3',), _RESIZED,
         options={'groupby_flavor': True}),
    # Small all through the hour; large from 150 on is none of its business.
    Case('resized 90 minutes after the hour, rated after that', ('1',),
         (Condition(_BEFORE, 150), Condition(150, _AFTER, 'large', 'cmp2'))),
    Case('live-migrated at half past', ('1',),
         (Condition(_BEFORE, 30), Condition(30, _AFTER, host='cmp2'))),
    Case('renamed three times', ('1',), (
        Condition(_BEFORE, 10), Condition(10, 20, name='a'),
        Condition(20, 40, name='b'), Condition(40, _AFTER, name='c'))),
    # 1 h x 10 + 1 h x 20 = 30.
    Case('price from 10 to 20 at the full hour, two hours', ('30',), _WHOLE,
         hours=2, prices={'small': '10'}, then='change price',
         new_price='20', changes_at=60),
    # 1/2 h x 10 + 1 1/2 h x 20 = 40, unless the change is refused.
    Case('price from 10 to 20 at half past, two hours', ('40', REFUSED),
         _WHOLE, hours=2, prices={'small': '10'}, then='change price',
         new_price='20', changes_at=30),
    # What the hour cost stays, whether or not the wish is refused.
    Case('price deleted afterwards, hour rated again', ('1',), _WHOLE,
         then='delete price'),
    Case('price of 123456.789', ('123456.789',), _WHOLE,
         prices={'small': '123456.789'}),
    # 1000 x 0.0137 = 13.7.
    Case('1,000 instances at 0.0137', ('13.7',), _WHOLE, count=1000,
         prices={'small': '0.0137'}),
    Case('a crash before the work is noted: done twice', ('1',), _WHOLE,
         then='deliver twice'),
    Case('what was used becomes known after the bill', ('1',), _WHOLE,
         then='deliver late'),
)
