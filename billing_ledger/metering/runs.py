# SPDX-License-Identifier: Apache-2.0
"""What guests really used, from the counters of their runs; pure.

A run is billed where the timeline names its host at any moment of the run's
life. Nova names the destination of a live migration seconds after the guest
runs there, and the source seconds after it has gone, so some grace is given at
both ends. A guest that runs on where Nova no longer has it (one that was
evacuated from a host only cut off, say) is billed until then.
"""

import collections
import datetime
import typing

from billing_ledger import times
from billing_ledger.facts.reading import COUNTERS
from billing_ledger.metering import usage as metering
from billing_ledger.metering.meters import COUNTED_METERS
from billing_ledger.metering.traits import Traits

METERED = tuple((COUNTERS.index(meter.name), meter.name)
                for meter in COUNTED_METERS)


class Life(typing.NamedTuple):
    """When and where a run was; ``ended_at`` is None while it goes on."""

    run_id: str
    resource_id: str
    host: str
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    first: tuple


class Stay(typing.NamedTuple):
    """A segment of a timeline: a time on a host in one flavor."""

    start: datetime.datetime
    end: datetime.datetime | None
    project_id: str
    user_id: str | None
    traits: Traits


class Account(typing.NamedTuple):
    """Who pays for a run, with which Traits, and until when (None: on)."""

    project_id: str
    user_id: str | None
    traits: Traits
    until: datetime.datetime | None


def account_of(life, stays, grace):
    """Return the Account of a run, or None where nobody pays for it.

    :param life: a Life
    :param stays: Stays of the instance on the run's host
    :param grace: the timedelta by which host and timeline may disagree
    """
    lived_until = life.ended_at or times.LATEST
    near = [stay for stay in stays
            if stay.start - grace < lived_until + times.MICROSECOND
            and (stay.end or times.LATEST) + grace > life.started_at]
    if not near:
        return None
    # A resize restarts the guest: its flavor is the one it mostly ran in.
    main = max(near, key=lambda stay: (
        min(stay.end or times.LATEST, lived_until)
        - max(stay.start, life.started_at), stay.start))
    ends = [stay.end for stay in near]
    until = None if None in ends else max(ends) + grace
    return Account(main.project_id, main.user_id, main.traits, until)


def used(lives, intervals, value_at):
    """Return what runs used, as metering.usage() does.

    :param lives: (Life, Account) pairs
    :param intervals: consecutive (start, end) pairs
    :param value_at: gives the counters of a run at a moment: takes a Life and
                     the moment; None where nothing was read until then
    :returns: dict of metering.Key to millionths of base units, without zeros
    """
    cuts = [intervals[0][0], *(end for _, end in intervals)]
    quantities = collections.defaultdict(int)
    for life, account in lives:
        values = [_counters(life, account, cut, value_at) for cut in cuts]
        for number, (old, new) in enumerate(zip(values, values[1:],
                                                strict=False)):
            if old is new:
                continue
            for index, meter in METERED:
                # Never less: readings that contradict one another are set
                # aside, except where two listeners stored them at once.
                if new[index] > old[index]:
                    quantities[metering.Key(
                        account.project_id, life.resource_id,
                        account.user_id, meter, account.traits, number,
                    )] += (new[index] - old[index]) * metering.MICRO
    return quantities


def _counters(life, account, cut, value_at):
    if account.until is not None and account.until < cut:
        cut = account.until
    if cut < life.started_at:
        return life.first
    return value_at(life, cut) or life.first
