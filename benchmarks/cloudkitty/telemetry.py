# SPDX-License-Identifier: Apache-2.0
"""What Gnocchi would tell CloudKitty of a month; needs Python alone.

Only the two questions that CloudKitty's collector asks are answered, the way
Gnocchi answers them: quantities with every revision of a resource that an hour
saw, and the attributes of each resource's latest revision.
"""

import collections
import datetime

from benchmarks.cloudkitty import month

# CloudKitty rates an hour two hours after its end, and no sooner.
_WAITS = 2 * 60


class Telemetry:
    """In the place of gnocchiclient's client.

    :param lives: month.Life objects
    """

    def __init__(self, lives):
        self.resource = self.aggregates = self
        self._lives = collections.defaultdict(list)
        for life in lives:
            self._lives[life.project_id].append(life)

    def search(self, query, marker=None, **ignored):
        """Return the latest revision of each resource of a project."""
        if marker is not None:
            return []
        # The collector asks for an hour more than the one it rates.
        known = (_minute(_find(query, 'started_at')) - 60 + _WAITS)
        return [_resource(life, known)
                for life in self._lives[_find(query, 'project_id')]
                if life.start < known]

    def fetch(self, operation, start, stop, groupby, search, **ignored):
        """Return a quantity for each group of revisions in a period."""
        metric = operation[2][1]
        first, last = _minute(start), _minute(stop)
        found = []
        for life in self._lives[_find(search, 'project_id')]:
            groups = collections.defaultdict(list)
            for condition in life.conditions:
                minutes = (min(condition.end, last)
                           - max(condition.start, first))
                if minutes > 0:
                    attributes = _attributes(life, condition)
                    groups[tuple(attributes[name] for name in groupby)
                           ].append((minutes, condition.flavor))
            for values, stays in groups.items():
                found.append({
                    'group': dict(zip(groupby, values, strict=True)),
                    'measures': {'measures': {'aggregated': [
                        (start, 3600.0, _quantity(metric, stays))]}}})
        return found


def _quantity(metric, stays):
    """Return the mean of what is allocated, or the sum of what is used."""
    minutes = sum(spent for spent, _ in stays)
    if metric == 'cpu':
        return float(minutes * month.CPU_NS_A_MINUTE)
    if metric == 'network.outgoing.bytes':
        return float(minutes * month.BYTES_A_MINUTE)
    if metric == 'instance':
        return 1.0
    index = ('vcpus', 'memory', 'disk.root.size').index(metric)
    return sum(spent * month.FLAVORS[flavor][index]
               for spent, flavor in stays) / minutes


def _resource(life, known):
    """Return the latest revision that began before a minute."""
    return _attributes(life, [each for each in life.conditions
                              if each.start < known][-1])


def _attributes(life, condition):
    return {'id': life.instance_id, 'project_id': life.project_id,
            'user_id': 'alice', 'flavor_name': condition.flavor,
            'flavor_id': condition.flavor, 'display_name': condition.name,
            'host': condition.host}


def _minute(moment):
    if isinstance(moment, str):
        moment = datetime.datetime.fromisoformat(moment)
    return int((moment - month.START).total_seconds()) // 60


def _find(query, name):
    """Return the value that a query of Gnocchi compares an attribute with."""
    if isinstance(query, list):
        found = (_find(each, name) for each in query)
        return next((each for each in found if each is not None), None)
    if isinstance(query, dict):
        if name in query:
            return query[name]
        return _find(list(query.values()), name)
    return None
