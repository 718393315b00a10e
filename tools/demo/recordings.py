# SPDX-License-Identifier: Apache-2.0
"""Read recorded notifications and sort them by the server they are about."""
import dataclasses
import datetime
import gzip
import json
import re

_UUID = re.compile(
    r'[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')


@dataclasses.dataclass(frozen=True)
class Notification:
    """One message as it lay on the queue."""

    exchange: str
    routing_key: str
    body: dict          # without its oslo.version envelope
    sent_at: datetime.datetime

    @property
    def operation(self):
        """Return the id of the request that made Nova send it."""
        return self.body['_context_request_id']


@dataclasses.dataclass(frozen=True)
class Life:
    """What Nova said about one server, oldest first."""

    server_id: str
    notifications: tuple

    def operations(self):
        """Return the request ids, in the order in which they began."""
        return list(dict.fromkeys(n.operation for n in self.notifications))


def read_lives(path):
    """Return {name: Life} of the servers in one recording.

    The name is the first one that a server had.
    """
    by_server, names = {}, {}
    for notification in _read(path):
        server_id, name = _server(notification.body['payload'])
        if server_id:
            by_server.setdefault(server_id, []).append(notification)
            if name:
                names.setdefault(server_id, name)
    return {names[server_id]: Life(server_id, tuple(
                sorted(found, key=lambda n: n.sent_at)))
            for server_id, found in by_server.items() if server_id in names}


def _read(path):
    opener = gzip.open if path.suffix == '.gz' else open
    with opener(path, 'rt', encoding='utf-8') as lines:
        for text in lines:
            line = json.loads(text)
            body = json.loads(json.loads(line['body'])['oslo.message'])
            yield Notification(
                line['exchange'], line['routing_key'], body,
                datetime.datetime.fromisoformat(
                    body['timestamp'] + '+00:00'))


def _server(payload):
    """Return (id, name) of the one server that a payload is about."""
    fields = payload.get('nova_object.data', payload)
    spec = fields.get('request_spec') or {}
    found = (fields.get('uuid') or fields.get('instance_id')
             or fields.get('instance_uuid')
             or spec.get('instance_properties', {}).get('uuid'))
    if not isinstance(found, str) or not _UUID.fullmatch(found):
        return None, None
    return found, fields.get('display_name')
