# SPDX-License-Identifier: Apache-2.0
"""What the agent asks libvirt, and how the answers get into the journal.

Each method takes a Link and what is asked for, as Pool wants it, and returns
a function that makes use of the answer.
"""

import functools
import threading

import libvirt
from oslo_log import log as logging

from billing_listener.agent import metadata
from billing_listener.agent import reader
from billing_listener.agent import tracker

LOG = logging.getLogger(__name__)

_ATTEMPTS = 2


class Questions:
    """Asks about guests for one agent.

    :param journal: the Journal
    :param processes: Processes, or None where guests run elsewhere
    :param all_domains: whether guests that Nova knows nothing of are wanted
    :param clock: a Clock
    :param trouble: the Outage of libvirt
    """

    def __init__(self, journal, processes, all_domains, clock, trouble):
        self._journal = journal
        self._processes = processes
        self._all_domains = all_domains
        self._clock = clock
        self._trouble = trouble
        self._doubts = threading.Event()

    def doubt(self):
        """Have all guests of the next poll met again, also known ones."""
        self._doubts.set()

    def poll(self, link, _):
        """Ask about all guests."""
        # One QEMU that is ending spoils the answer about all: ask again.
        for _ in range(_ATTEMPTS):
            begun_ns = self._clock.now_ns()
            try:
                samples = reader.read_all(link.get())
            except libvirt.libvirtError as error:
                latest = error
            else:
                self._trouble.end()
                return functools.partial(self._take_poll, begun_ns,
                                         self._clock.now_ns(), samples)
        if not reader.is_about_domain(latest):
            self._trouble.note(latest)
            return None
        return self._poll_singly(link)

    def sample(self, link, instance_ids):
        """Ask about some guests, without waiting for any."""
        begun_ns = self._clock.now_ns()
        try:
            samples = reader.read_each(link.get(), instance_ids)
        except libvirt.libvirtError as error:
            LOG.debug('Reading %s: %s', instance_ids, error)
            return None
        return functools.partial(self._journal.samples, begun_ns, samples)

    def read(self, link, job):
        """Ask about a guest that has stopped; the answer may take a while.

        :param job: (instance id, when this was wanted)
        """
        instance_id = job[0]
        for is_last in (False, True):
            asked_ns = self._clock.now_ns()
            try:
                sample = reader.read_one(link.get(), instance_id,
                                         reader.WAIT)
                break
            except libvirt.libvirtError as error:
                LOG.debug('Reading %s: %s', instance_id, error)
                sample = None
                if is_last or reader.is_about_domain(error):
                    break
                link.close()       # libvirt was restarted: connect anew
        return functools.partial(self._journal.answer, asked_ns,
                                 self._clock.now_ns(), instance_id, sample)

    def missed(self, job):
        """Note that an answer to read() is not waited for any longer."""
        now_ns = self._clock.now_ns()
        self._journal.answer(now_ns, now_ns, job[0], None)

    def meet(self, link, job):
        """Find out what a guest is that was not known.

        :param job: (instance id, domain id)
        """
        instance_id, domain_id = job
        try:
            domain = link.get().lookupByUUIDString(instance_id)
            name, xml = domain.name(), domain.XMLDesc()
        except libvirt.libvirtError as error:
            LOG.debug('Looking at %s: %s', instance_id, error)
            if not reader.is_about_domain(error):
                return None         # it is asked for again
            domain = None
        if domain is None or domain.ID() != domain_id:
            # It is gone. When in doubt it is an instance: the books decide.
            return functools.partial(self._journal.met, *job,
                                     tracker.Facts())
        found = _described(instance_id, xml)
        if not (found.is_nova or self._all_domains):
            LOG.info('%s is no instance of Nova, and is not read.',
                     instance_id)
            return functools.partial(self._journal.ignore, *job)
        return functools.partial(self._journal.met, *job,
                                 self._facts(name, instance_id, found.macs))

    def _take_poll(self, begun_ns, ended_ns, samples):
        strangers = samples if self._doubts.is_set() else ()
        self._doubts.clear()
        self._journal.poll(begun_ns, ended_ns, samples, strangers)

    def _poll_singly(self, link):
        """Ask about each guest, since all at once are not to be had."""
        begun_ns = self._clock.now_ns()
        try:
            samples = reader.read_each(link.get(),
                                       reader.active_ids(link.get()))
        except libvirt.libvirtError as error:
            self._trouble.note(error)
            return None
        self._trouble.end()
        return functools.partial(self._journal.samples, begun_ns, samples)

    def _facts(self, name, instance_id, macs):
        found = self._processes and self._processes.find(name, instance_id)
        if not found:
            return tracker.Facts(macs=macs)
        return tracker.Facts(found.name, found.started_ns, macs)


def _described(instance_id, xml):
    try:
        return metadata.read_domain(xml)
    except metadata.UnreadableXML as error:
        LOG.warning('The XML of %s cannot be read: %s. It is taken for one '
                    'of Nova; its interfaces have no addresses.',
                    instance_id, error)
        return metadata.Domain(is_nova=True, macs={})
