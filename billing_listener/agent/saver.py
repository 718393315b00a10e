# SPDX-License-Identifier: Apache-2.0
"""A thread that saves to the spool, so that reading guests waits for no disk.

What arrives while a transaction is under way goes into the next one, in its
order. Nothing is sent before it is saved: the sender knows only the spool.
"""

import sqlite3
import threading
import time

from oslo_log import log as logging

from billing_listener import outage
from billing_listener import pauses
from billing_listener.agent import spool as spools

LOG = logging.getLogger(__name__)


def _delays():
    return pauses.pauses(first=0.2, longest=30)


class Saver(threading.Thread):
    """Saves what add() is given.

    :param spool: the Spool
    :param saved: is called after each transaction with readings
    :param delays: yields the seconds to wait for a disk that fails
    """

    def __init__(self, spool, saved, delays=_delays):
        super().__init__(name='saver', daemon=True)
        self._spool = spool
        self._saved = saved
        self._delays = delays
        # For a new file, should this one break.
        self._states = spool.states()
        self._changed = threading.Condition()
        self._pending = _Work()
        self._is_ending = False
        self._trouble = outage.Outage(
            'The disk', 'What was read is kept in memory.', time.monotonic)

    def add(self, states, readings, alive_until_ns=None, then=None):
        """Have something saved in one transaction, as Spool.save() does.

        :param then: is called when it is saved
        """
        with self._changed:
            self._pending.add(states, readings, alive_until_ns, then)
            self._changed.notify()

    def finish(self, seconds):
        """Save what is left, and end; return whether that went well."""
        with self._changed:
            self._is_ending = True
            self._changed.notify()
        self.join(seconds)
        return not self.is_alive()

    def run(self):
        """Save until the end, whatever the disk does."""
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._is_ending or not self._pending.is_empty())
                work, self._pending = self._pending, _Work()
            if work.is_empty():
                return
            self._persist(work)
            work.finish()
            if work.readings:
                self._saved()

    def _persist(self, work):
        delays = self._delays()
        while True:
            try:
                self._save(work)
                self._trouble.end()
                return
            except sqlite3.OperationalError as error:
                self._trouble.note(error)
            except Exception as error:
                if not spools.is_damage(error):
                    self._save_parts(work, error)
                    return
                self._trouble.note(error)
                self._begin_anew()
            time.sleep(next(delays))

    def _save_parts(self, work, error):
        """Save what can be saved; the rest is not to stop it."""
        LOG.error('This program failed to save what was read.',
                  exc_info=error)
        for part in work.parts():
            try:
                self._save(part)
            except Exception as error:
                LOG.error('Not saved: %.1000r: %s', part.content(), error)

    def _save(self, work):
        self._spool.save(work.states, work.readings.values(),
                         work.alive_until_ns)
        for run_id, state in work.states.items():
            if state is None:
                self._states.pop(run_id, None)
            else:
                self._states[run_id] = state

    def _begin_anew(self):
        try:
            self._spool.begin_anew()
            self._spool.save(self._states, ())
        except (sqlite3.Error, OSError) as error:
            self._trouble.note(error)


class _Work:
    """What is to be saved together; superseded readings are left out."""

    def __init__(self, states=(), readings=()):
        self.states = {}
        self.readings = {}
        self.alive_until_ns = None
        self._then = []
        self.add(states, readings)

    def add(self, states, readings, alive_until_ns=None, then=None):
        self.states.update(states)
        for reading in readings:
            key = spools.place(reading)
            self.readings.pop(key, None)         # the order is kept
            self.readings[key] = reading
        if alive_until_ns is not None:
            self.alive_until_ns = alive_until_ns
        if then is not None:
            self._then.append(then)

    def is_empty(self):
        return not (self.states or self.readings or self._then
                    or self.alive_until_ns is not None)

    def parts(self):
        """Yield works of one state, or of one reading, each."""
        for run_id, state in self.states.items():
            yield _Work({run_id: state})
        for reading in self.readings.values():
            yield _Work(readings=[reading])

    def content(self):
        """Return what is to be saved, for the log."""
        return [*self.states.items(), *self.readings.values()]

    def finish(self):
        for then in self._then:
            then()
