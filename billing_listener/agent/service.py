# SPDX-License-Identifier: Apache-2.0
"""The work of an agent on one host, from its start to its end."""

import functools
import threading
import time

import libvirt
from oslo_log import log as logging

from billing_listener import outage
from billing_listener import pauses
from billing_listener.agent import assembly
from billing_listener.agent import backstop
from billing_listener.agent import clock as clocks
from billing_listener.agent import connection
from billing_listener.agent import host as hosts
from billing_listener.agent import schedule
from billing_listener.agent import spool as spools
from billing_listener.agent import tally as tallies

LOG = logging.getLogger(__name__)

_NS = 10 ** 9
# How often a guest that may leave at any moment is sampled.
_BEAT_SECONDS = 0.25
_TICK_SECONDS = 1
# Until the next glance at a poll that has not ended when another is due.
_POLLING_SECONDS = 0.02


class Agent(threading.Thread):
    """Watches the guests of one host until it is told to stop.

    It is a thread of its own, because libvirt may be away when it starts.

    :param settings: Settings
    :param delivery: a Delivery; None: readings stay in the spool
    :raises UnusableSpool: what has to outlive the program cannot be kept
    """

    def __init__(self, settings, delivery):
        super().__init__(name='agent', daemon=True)
        self._settings = settings
        self._delivery = delivery
        self._clock = clocks.Clock()
        self._tally = tallies.Tally(time.monotonic)
        self._trouble = outage.Outage(
            f'libvirt at {settings.uri}',
            'The counters of guests go on, and are read later.',
            time.monotonic)
        self._schedule = schedule.Schedule(settings.poll_interval * _NS)
        self._hook = settings.hook_path and backstop.Folder(
            settings.hook_path)
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._next_tick = time.monotonic()
        self._next_status = time.monotonic() + settings.status_interval
        self._spool = spools.Spool(settings.state_path)
        self.error = None

    def stop(self):
        """Ask for an orderly end; join() to wait for it."""
        self._stopping.set()
        self._wake.set()

    def run(self):
        """Work; what ended it otherwise than stop() is in ``error``."""
        try:
            host = self._wait_for_host()
            if host is not None:
                self._watch(host)
        except Exception as error:
            self.error = error
        finally:
            self._spool.close()

    def _wait_for_host(self):
        """Return the Host once libvirt answers, or None if told to stop."""
        delays = pauses.pauses(first=0.2, longest=5)
        while not self._stopping.is_set():
            try:
                return self._find_host()
            except libvirt.libvirtError as error:
                self._trouble.note(error)
            self._stopping.wait(next(delays))
        return None

    def _find_host(self):
        link = connection.open_connection(self._settings.uri)
        try:
            return hosts.find_host(link, self._settings.uri,
                                   self._settings.host)
        finally:
            connection.close_connection(link)

    def _watch(self, host):
        parts = assembly.Assembly(
            self._settings, host, self._spool, self._delivery, self._clock,
            self._tally, self._trouble, self._hurry)
        LOG.info('Watching the guests of %s at %s.', host.name,
                 self._settings.uri)
        parts.start()
        try:
            while not self._stopping.is_set():
                self._work_on(parts)
                self._wake.wait(self._pause())
                self._wake.clear()
        finally:
            parts.stop()
            self._log_status()

    def _hurry(self):
        """Look at all guests at once: nobody knows what happened."""
        self._schedule.hurry()
        self._wake.set()

    def _work_on(self, parts):
        """Do what is due, whatever went wrong with the last of it."""
        try:
            self._work(parts)
        except Exception:
            LOG.exception('This program failed; it goes on.')

    def _work(self, parts):
        if parts.crew.can_poll() and self._schedule.take(time.time_ns()):
            parts.crew.poll()
        leaving = parts.journal.close_to_migration()
        if leaving:
            parts.crew.sample(leaving)
        now = time.monotonic()
        if now >= self._next_tick:
            self._next_tick = now + _TICK_SECONDS
            self._tick(parts)
        if now >= self._next_status:
            self._next_status = now + self._settings.status_interval
            self._log_status()

    def _pause(self):
        """Return the seconds until something may be due."""
        left = self._schedule.left_ns(time.time_ns()) / _NS
        return min(left, _BEAT_SECONDS) or _POLLING_SECONDS

    def _tick(self, parts):
        for record, name in self._hook.take() if self._hook else ():
            parts.journal.backstop(
                record, functools.partial(self._hook.remove, name))
        parts.journal.tick(self._clock.now_ns())
        parts.crew.check()

    def _log_status(self):
        LOG.info('%s.', self._tally.take_line(self._spool.waiting()))
