# SPDX-License-Identifier: Apache-2.0
"""Give a recorded life another identity: ids, names, owner."""
import json
import re
import uuid

_NAMESPACE = uuid.UUID('5c1f7a52-3d0b-4e6c-9c62-6f0b8f8f6e11')
_ID = re.compile(r'(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-'
                 r'[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f])')
_NAMES = ('display_name', 'host_name', 'hostname')
_ACTORS = {'alice': 'demo', 'bob': 'demo', 'admin': 'admin'}


class Identity:
    """Who a recorded server is in the demo.

    :param key: what makes the ids of this life its own
    :param names: {recorded name: name in the demo}
    :param people: {recorded user or project id: id in the demo}
    :param project_name: name of the project that owns the server
    """

    def __init__(self, key, life, names, people, project_name):
        self._key = key
        self._names = names
        self._people = people
        self._project_name = project_name
        self._own = {life.server_id}
        for notification in life.notifications:
            body = notification.body
            self._own.update((body['message_id'], body['_unique_id'],
                              notification.operation.removeprefix('req-')))

    def own_id(self, recorded):
        """Return the id that stands for a recorded one in this life."""
        derived = uuid.uuid5(_NAMESPACE, f'{self._key}/{recorded}')
        return str(derived) if '-' in recorded else derived.hex

    def applied(self, body):
        """Return a copy of a body with ids, names and owner replaced."""
        text = _ID.sub(self._replace, json.dumps(body))
        return self._rename(json.loads(text))

    def _replace(self, match):
        found = match.group()
        if found in self._own:
            return self.own_id(found)
        return self._people.get(found, found)

    def _rename(self, value):
        if isinstance(value, list):
            return [self._rename(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {key: self._renamed(key, item) for key, item in value.items()}

    def _renamed(self, key, item):
        if key in _NAMES:
            return self._names.get(item, item)
        if key in ('_context_user_name', 'user_name'):
            return _ACTORS.get(item, item)
        if key in ('_context_project_name', 'project_name') and item:
            return self._project_name if item != 'admin' else item
        return self._rename(item)
