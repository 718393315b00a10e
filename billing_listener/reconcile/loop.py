# SPDX-License-Identifier: Apache-2.0
"""A thread that reconciles the books with Nova while notifications come."""

import threading
import time

from oslo_log import log as logging

from billing_ledger import exception
from billing_ledger.facts import envelope
from billing_ledger.facts import nova as notifications
from billing_listener import outage
from billing_listener.reconcile import conf as options
from billing_listener.reconcile import doubt

LOG = logging.getLogger(__name__)

_AUDITS = ('instance.exists', 'compute.instance.exists')
# What is in the queue is announced: it is waited for, but not for ever.
_LONGEST_RUSH_SECONDS = 900
_GLANCE_SECONDS = 1
_RETRY_SECONDS = 300
_MOST_AUDITS = 200_000
_CHUNK = 500


def make(conf, books, stopping, is_rushing):
    """Return the thread that the configuration wants, or None.

    :param conf: the configuration
    :param books: the Ledger
    :param stopping: an event that ends the thread
    :param is_rushing: says whether notifications wait in the queue
    """
    if not options.is_enabled(conf):
        return None
    try:
        from billing_listener.reconcile import nova
        from billing_listener.reconcile import projects
        from billing_listener.reconcile import rounds
    except ImportError as error:
        raise MissingPackages(error=error) from None
    asked = conf[options.GROUP]
    return Reconciliation(
        rounds.Reconciler(nova.Nova(conf), books, asked, stopping),
        books, asked, stopping, is_rushing,
        projects.Names(options.load_session(conf), books.projects).learn)


class MissingPackages(exception.BillingError):
    msg_fmt = ('[reconcile] auth_url is set, but a package is missing: '
               '%(error)s. Install horizon-billing[reconcile].')


class Reconciliation(threading.Thread):
    """Reconciles on start, on a schedule, and where audits say otherwise.

    :param learn_projects: stores what Keystone says of projects
    """

    def __init__(self, reconciler, books, asked, stopping, is_rushing,
                 learn_projects):
        super().__init__(name='reconciliation', daemon=True)
        self._reconciler = reconciler
        self._books = books
        self._interval = asked.interval
        self._audit_interval = asked.audit_interval
        self._stopping = stopping
        self._is_rushing = is_rushing
        self._learn_projects = learn_projects
        self._audits = {}
        self._lock = threading.Lock()
        self._is_away = False
        self._knows_projects = True

    def watch(self, write):
        """Return a function that writes a batch, and looks for audits in it.

        :param write: takes messages, says whether they are stored
        """
        def write_and_look(messages):
            stored = write(messages)
            if stored:
                self._note_audits(messages)
            return stored
        return write_and_look

    def _note_audits(self, messages):
        for message in messages:
            if message.get('event_type') not in _AUDITS:
                continue
            try:
                event = notifications.read_instance_event(
                    envelope.open_envelope(message))
            except exception.MalformedMessage:
                continue             # it is in quarantine
            with self._lock:
                if len(self._audits) < _MOST_AUDITS:
                    self._audits[event.instance_id] = event

    def run(self):
        """Reconcile until the end. What fails is tried again next time."""
        self._wait_for_lull()
        next_round = time.monotonic()
        next_audits = next_round + self._audit_interval
        while not self._stopping.is_set():
            if time.monotonic() >= next_round:
                self._attempt_to_learn()
                pause = (self._interval if self._attempt(self._compare_all)
                         else min(self._interval, _RETRY_SECONDS))
                next_round = time.monotonic() + pause
            if time.monotonic() >= next_audits:
                self._attempt(self._follow_audits)
                next_audits = time.monotonic() + self._audit_interval
            self._stopping.wait(max(0, min(next_round, next_audits)
                                    - time.monotonic()))

    def _wait_for_lull(self):
        """Let the notifications that wait be stored first."""
        deadline = time.monotonic() + _LONGEST_RUSH_SECONDS
        while not self._stopping.wait(_GLANCE_SECONDS):
            if not self._is_rushing() or time.monotonic() > deadline:
                return

    def _attempt_to_learn(self):
        """Learn about projects; the bills are right without it, too."""
        try:
            changed = self._learn_projects()
        except Exception as error:
            if self._knows_projects:
                LOG.warning('Names of projects are not learnt; it will be '
                            'tried again. %s: %s', type(error).__name__,
                            outage.sentence(error))
            self._knows_projects = False
            return
        if changed:
            LOG.info('%d projects are new, or have another name or domain.',
                     changed)
        self._knows_projects = True

    def _attempt(self, work):
        """Do some work; say whether it succeeded.

        What fails is logged once: the next round tells when it works again.
        """
        try:
            work()
        except Exception as error:
            if not self._is_away:
                LOG.warning(
                    'Reconciliation with Nova is put off; it will be tried '
                    'again. %s: %s', type(error).__name__,
                    outage.sentence(error))
            self._is_away = True
            return False
        if self._is_away and work == self._compare_all:
            LOG.warning('Reconciliation with Nova works again.')
            self._is_away = False
        return True

    def _compare_all(self):
        began = time.monotonic()
        result = self._reconciler.compare_all()
        LOG.info('Reconciled with Nova in %.0f s: %d servers, %d asked about, '
                 '%d healed with %d facts, %d left out.',
                 time.monotonic() - began, *result)

    def _follow_audits(self):
        with self._lock:
            audits, self._audits = self._audits, {}
        found = [*audits.values()]
        for first in range(0, len(found), _CHUNK):
            self._follow(found[first:first + _CHUNK])

    def _follow(self, audits):
        self._books.deriver.derive_all()
        timelines = self._books.reconciliation.timelines(
            [event.instance_id for event in audits])
        ids = [event.instance_id for event in audits if doubt.of_audit(
            event, timelines[event.instance_id])]
        if ids:
            result = self._reconciler.compare_some(ids)
            LOG.info('%d audits told something else than the books; %d '
                     'timelines were healed.', len(ids), result.healed)
