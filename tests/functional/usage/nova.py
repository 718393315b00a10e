# SPDX-License-Identifier: Apache-2.0
"""A small Nova: it announces what happens to a guest, when Nova would.

The moments are those measured on a real Nova with libvirt: it names the new
host 2.8 s after the guest was stopped on the old one, and the old host sends
its last word, which still names itself, 0.6 s later.
"""

import json
import time

from billing_ledger import times
from tests.functional.virt import domain
from tests.unit.ledger.base import Server

_ROUTING_KEY = 'versioned_notifications.info'
# Seconds after SUSPENDED_MIGRATED, and whether the new host is named.
_AFTER_SWITCH = (
    (1.81, 'instance.live_migration_post.start', False),
    (2.67, 'instance.live_migration_post_dest.start', False),
    (2.78, 'instance.update', True),
    (2.82, 'instance.live_migration_post_dest.end', True),
    (3.37, 'instance.live_migration_post.end', False))


class Nova:
    """Says what becomes of one instance.

    :param publish: takes the body of a message; while it is None, Nova keeps
                    what it says, as oslo.messaging does unless told otherwise
    """

    def __init__(self, publish, instance_id):
        self.publish = publish
        self._said = 0
        self._at = times.utcnow()
        self._server = Server(self._at, instance_id, domain.PROJECT)
        self._host = None

    def created(self, host):
        """The instance is being built, and then runs, on a host."""
        self._host = host
        self._says(host=None)
        self._says(host=host, state='building', task_state='spawning')

    def launched(self):
        self._server.after(self._now())
        self._server.launched(self._host, task_state=None)
        self._send()

    def begins_migration(self):
        """The guest is going to another host, and still here."""
        self._says(task_state='migrating')
        self._says('instance.live_migration_pre.start')
        self._says('instance.live_migration_pre.end')

    def ends_migration(self, destination, stopped_at):
        """The guest has been stopped here, to go on there.

        Returns when all is said.

        :param stopped_at: when, in seconds since 1970
        """
        source, self._host = self._host, destination
        for seconds, event_type, is_new in _AFTER_SWITCH:
            time.sleep(max(0, stopped_at + seconds - time.time()))
            is_over = event_type == 'instance.update'
            self._says(event_type, host=destination if is_new else source,
                       task_state=None if is_over else 'migrating')

    def gives_up_migration(self):
        """The guest stays here."""
        self._says('instance.live_migration_rollback.start')
        self._says(task_state=None)
        self._says('instance.live_migration_rollback.end')

    def deletes(self):
        """Somebody has deleted the instance, but it still is there."""
        self._says(host=self._host, task_state='deleting')
        self._says('instance.delete.start')

    def deleted(self):
        """It is no more."""
        self._server.after(self._now())
        self._server.deleted()
        self._send()

    def _says(self, event_type='instance.update', **changes):
        self._server.after(self._now())
        self._server.says(event_type, **changes)
        self._send()

    def _now(self):
        """Return how long ago the last word was said."""
        before, self._at = self._at, times.utcnow()
        return self._at - before

    def _send(self):
        """Send what has not been sent yet."""
        if self.publish is None:
            return
        for message in self._server.messages[self._said:]:
            self.publish(json.dumps({
                'oslo.version': '2.0',
                'oslo.message': json.dumps(message)}).encode(),
                routing_key=_ROUTING_KEY)
        self._said = len(self._server.messages)
