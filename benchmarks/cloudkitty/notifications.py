# SPDX-License-Identifier: Apache-2.0
"""What Nova and the agents would tell the ledger of a month."""

import datetime
import itertools

from benchmarks.cloudkitty import month
from tests.unit.ledger import base
from tests.unit.ledger import guest

# Readings are sent in batches, one for each host.
_BATCH = 100


def of_life(life):
    """Return Nova's notifications about an instance."""
    first = life.conditions[0]
    server = base.Server(
        created_at=month.at(life.start), instance_id=life.instance_id,
        project_id=life.project_id, flavor=first.flavor, name=first.name)
    server.launched(host=first.host)
    for before, now in itertools.pairwise(life.conditions):
        server.after(datetime.timedelta(minutes=now.start - before.start))
        if now.flavor != before.flavor:
            server.resized(now.flavor, now.host)
        else:
            server.says(host=now.host, display_name=now.name)
    last = life.conditions[-1]
    return server.after(datetime.timedelta(
        minutes=last.end - last.start)).deleted().messages


def readings(lives):
    """Yield notifications of agents: a reading of each run and hour."""
    rows = itertools.chain.from_iterable(map(_readings_of, lives))
    while batch := list(itertools.islice(rows, _BATCH)):
        yield guest.message(*batch)


def _readings_of(life):
    """Yield the readings of an instance; a run ends with its host."""
    for condition in life.conditions:
        start = month.at(condition.start)
        run = guest.Guest(
            host=condition.host, started_at=start,
            vcpus=month.FLAVORS[condition.flavor][0],
            run_id=f'{life.instance_id}-{condition.start}',
            instance_id=life.instance_id)
        before = condition.start
        for minute in _ends_of_hours(condition):
            run.uses(
                cpu_used=(minute - before) * month.CPU_NS_A_MINUTE,
                network_outgoing_bytes=(
                    minute - before) * month.BYTES_A_MINUTE)
            before = minute
            moment = month.at(minute)
            yield (run.ends(moment) if minute == condition.end
                   else run.read(moment))


def _ends_of_hours(condition):
    first = condition.start - condition.start % 60 + 60
    return [*range(first, condition.end, 60), condition.end]
