# SPDX-License-Identifier: Apache-2.0
"""The threads that ask libvirt for one agent, and what each is for."""

import time

from billing_listener.agent import pool

# libvirt waits 30 s for whoever else is busy with a guest.
_READ_PATIENCE = 45
_MEET_PATIENCE = 45
_NOWAIT_PATIENCE = 20
_STOP_SECONDS = 2


class Crew:
    """Has questions asked.

    :param uri: of libvirt
    :param readers: how many guests may be read at once, as they stop
    :param questions: the Questions
    :param clock: a Clock
    """

    def __init__(self, uri, readers, questions, clock):
        self._clock = clock
        self._polls = _pool('polls', uri, 1, questions.poll, _NOWAIT_PATIENCE)
        self._samples = _pool('samples', uri, 1, questions.sample,
                              _NOWAIT_PATIENCE)
        self._retries = _pool('retries', uri, 1, questions.sample,
                              _NOWAIT_PATIENCE)
        self._meets = _pool('meets', uri, 1, questions.meet, _MEET_PATIENCE)
        self._reads = _pool('reads', uri, readers, questions.read,
                            _READ_PATIENCE, questions.missed)
        self._pools = (self._polls, self._samples, self._retries, self._meets,
                       self._reads)

    def start(self):
        """Start the threads."""
        for each in self._pools:
            each.start()

    def stop(self):
        """End the threads, but do not wait for those that hang."""
        for each in self._pools:
            each.stop()
        deadline = time.monotonic() + _STOP_SECONDS
        for each in self._pools:
            each.join(deadline)

    def check(self):
        """Replace threads that hang."""
        for each in self._pools:
            each.check()

    def can_poll(self):
        """Tell whether the last poll has ended."""
        return self._polls.is_idle()

    def poll(self):
        """Look at all guests."""
        self._polls.submit('all guests')

    def sample(self, instance_ids):
        """Look at some guests, unless that is being done."""
        if self._samples.is_idle():
            self._samples.submit(instance_ids)

    def meet(self, instance_id, domain_id):
        """Find out what a guest is."""
        self._meets.submit((instance_id, domain_id))

    def act(self, outcome):
        """Do what the Tracker asks for."""
        for instance_id, _ in outcome.to_read:
            self._reads.submit((instance_id, self._clock.now_ns()))
        for instance_id, _ in outcome.to_retry:
            self._retries.submit((instance_id,))
        for pair in outcome.to_meet:
            self.meet(*pair)


def _pool(name, uri, size, ask, patience, missed=None):
    return pool.Pool(name, uri, size, ask, patience, time.monotonic, missed)
