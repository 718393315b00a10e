# SPDX-License-Identifier: Apache-2.0
"""Read what Nova's API answers about servers, actions and migrations.

All of it is of microversion 2.79, asked by an administrator. An answer may be
anything; what cannot be understood is a MalformedMessage with the reason.
"""

import datetime
import typing

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.facts import fields

DELETED = 'deleted'
_HOST = 'OS-EXT-SRV-ATTR:host'
_SUCCESS = 'Success'


class Flavor(typing.NamedTuple):
    """Sizes in the units of Nova: MiB and GiB (root and ephemeral)."""

    name: str
    vcpus: int
    memory_mb: int
    disk_gb: int


class Server(typing.NamedTuple):
    """What Nova says of a server now; times are whole seconds, in UTC."""

    instance_id: str
    project_id: str
    user_id: str | None
    display_name: str | None
    host: str | None
    availability_zone: str | None
    flavor: Flavor
    image_id: str | None
    state: str               # vm_state
    task_state: str | None
    created_at: datetime.datetime
    updated_at: datetime.datetime
    launched_at: datetime.datetime | None
    terminated_at: datetime.datetime | None

    @property
    def is_deleted(self):
        return self.state == DELETED


class Done(typing.NamedTuple):
    """A step of an action that a service has finished."""

    name: str                # for example compute_finish_resize
    action: str              # for example resize
    request_id: str
    begun_at: datetime.datetime
    at: datetime.datetime
    host: str | None         # of the service that did it
    succeeded: bool


class Move(typing.NamedTuple):
    """A finished migration; flavors by the numbers that Nova's tables use."""

    instance_id: str
    kind: str                # live-migration, migration, resize, evacuation
    status: str
    source: str | None
    destination: str | None
    old_flavor: int | None
    new_flavor: int | None
    created_at: datetime.datetime
    updated_at: datetime.datetime


def read_id(data):
    """Return the id of a server in an answer, if it has a usable one."""
    found = data.get('id') if isinstance(data, dict) else None
    return found if isinstance(found, str) and len(
        found) <= fields.ID_LENGTH else None


def read_server(data):
    """Return the Server in an answer.

    :raises MalformedMessage: it cannot be understood
    """
    data = fields.mapping(data, 'a server')
    if _HOST not in data:
        # A cell that is down, or a user who may not see hosts.
        raise exception.MalformedMessage(reason=f'{_HOST} is missing')
    return Server(
        instance_id=fields.text(data, 'id', fields.ID_LENGTH),
        project_id=fields.text(data, 'tenant_id', fields.ID_LENGTH),
        user_id=fields.optional_text(data, 'user_id', fields.ID_LENGTH),
        display_name=fields.optional_text(data, 'name'),
        host=fields.optional_text(data, _HOST),
        availability_zone=fields.optional_text(
            data, 'OS-EXT-AZ:availability_zone'),
        flavor=_flavor(data.get('flavor')),
        image_id=_image_id(data.get('image')),
        state=fields.text(data, 'OS-EXT-STS:vm_state'),
        task_state=fields.optional_text(data, 'OS-EXT-STS:task_state'),
        created_at=_second(data, 'created'),
        updated_at=_second(data, 'updated'),
        launched_at=_optional_second(data, 'OS-SRV-USG:launched_at'),
        terminated_at=_optional_second(data, 'OS-SRV-USG:terminated_at'))


def _flavor(data):
    data = fields.mapping(data, 'flavor')
    return Flavor(fields.text(data, 'original_name'),
                  fields.size(data, 'vcpus'), fields.size(data, 'ram'),
                  fields.size(data, 'disk') + fields.size(data, 'ephemeral'))


def _image_id(data):
    if not data:             # a server on a volume has none
        return None
    return fields.optional_text(fields.mapping(data, 'image'), 'id',
                                fields.ID_LENGTH)


def read_actions(actions):
    """Return the Dones of a server's actions, in order of their ends.

    :param actions: list of instance actions with their events
    """
    found = []
    for action in actions:
        action = fields.mapping(action, 'an action')
        name = fields.text(action, 'action')
        request_id = fields.text(action, 'request_id')
        found += _once([_read_event(event, name, request_id)
                        for event in _listed(action, 'events')])
    return sorted(found, key=lambda done: (done.at, done.begun_at, done.name))


def _listed(data, key):
    listed = data.get(key)
    if not isinstance(listed, list):
        raise exception.MalformedMessage(reason=f'{key} should be a list')
    return listed


def _read_event(data, action, request_id):
    data = fields.mapping(data, 'an event')
    return Done(
        fields.text(data, 'event'), action, request_id,
        begun_at=_second(data, 'start_time'),
        at=_optional_second(data, 'finish_time') or times.EARLIEST,
        host=fields.optional_text(data, 'host'),
        succeeded=fields.optional_text(data, 'result') == _SUCCESS)


def _once(dones):
    """Return one Done for each event of an action that has finished.

    A build that is tried on another host begins anew, but its end is noted
    with the first attempt.
    """
    latest = {}
    for done in dones:
        known = latest.get(done.name, done)
        newest = max(known, done, key=lambda each: each.begun_at)
        latest[done.name] = newest._replace(
            at=max(known.at, done.at),
            succeeded=known.succeeded or done.succeeded)
    return [done for done in latest.values() if done.at > times.EARLIEST]


def read_move(data):
    """Return the Move in an answer about a migration."""
    data = fields.mapping(data, 'a migration')
    return Move(
        instance_id=fields.text(data, 'instance_uuid', fields.ID_LENGTH),
        kind=fields.text(data, 'migration_type'),
        status=fields.text(data, 'status'),
        source=fields.optional_text(data, 'source_compute'),
        destination=fields.optional_text(data, 'dest_compute'),
        old_flavor=_number(data, 'old_instance_type_id'),
        new_flavor=_number(data, 'new_instance_type_id'),
        created_at=_second(data, 'created_at'),
        updated_at=_optional_second(data, 'updated_at')
        or _second(data, 'created_at'))


def _number(data, key):
    return None if data.get(key) is None else fields.size(data, key)


def _second(data, key):
    return times.whole_second(fields.moment(data, key))


def _optional_second(data, key):
    moment = fields.optional_moment(data, key)
    return moment and times.whole_second(moment)
