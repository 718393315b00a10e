# SPDX-License-Identifier: Apache-2.0
"""Threads that ask libvirt, each with a connection of its own.

A call can hang for as long as the QEMU it is about does. So nobody waits for
such a thread: it is given up, and another one takes its place. libvirt leaves
the guest of a hanging call out of its answers to others meanwhile.
"""

import queue
import threading

from oslo_log import log as logging

from billing_listener.agent import connection

LOG = logging.getLogger(__name__)

# Each keeps a connection open, of which libvirt allows some dozens.
_MOST_GIVEN_UP = 16


class Pool:
    """A number of threads for one kind of job.

    :param name: of the threads
    :param uri: of libvirt
    :param size: how many jobs can be in hand at once
    :param ask: takes a Link and a job, asks libvirt, and returns a function
                without arguments that makes use of the answer, or None. The
                answer is not used where the thread was given up meanwhile.
    :param patience: seconds after which a thread is given up
    :param clock: returns seconds that only go forward
    :param missed: is told of the jobs that were given up
    """

    def __init__(self, name, uri, size, ask, patience, clock, missed=None):
        self._name = name
        self._uri = uri
        self._size = size
        self._ask = ask
        self._patience = patience
        self._clock = clock
        self._missed = missed
        self._jobs = _Jobs()
        self._workers = []
        self._given_up = []

    def start(self):
        """Start the threads; they connect with their first job."""
        for _ in range(self._size):
            self._add_worker()

    def submit(self, job):
        """Have a job done, unless the same one waits already."""
        self._jobs.put(job)

    def is_idle(self):
        """Tell whether nothing waits, and nothing is in hand."""
        return self._jobs.is_empty() and all(
            worker.busy_since is None for worker in self._workers)

    def check(self):
        """Give up the threads that hang, and start others."""
        limit = self._clock() - self._patience
        self._given_up = [each for each in self._given_up if each.is_alive()]
        for worker in list(self._workers):
            began = worker.busy_since
            if (began is not None and began < limit
                    and len(self._given_up) < _MOST_GIVEN_UP):
                self._give_up(worker)

    def stop(self):
        """Have the threads end after what waits."""
        for _ in self._workers:
            self._jobs.put_end()

    def join(self, deadline):
        """Wait until the threads have ended, but not beyond a deadline."""
        for worker in self._workers:
            worker.join(max(deadline - self._clock(), 0))

    def _give_up(self, worker):
        job = worker.give_up()
        self._workers.remove(worker)
        self._given_up.append(worker)
        LOG.warning('libvirt has not answered for %d s (%s of %s). Going on '
                    'without that answer. A QEMU that hangs is the likely '
                    'cause: "virsh domstats" for each guest tells which.',
                    self._patience, self._name, job)
        self._add_worker()
        if self._missed:
            self._missed(job)

    def _add_worker(self):
        worker = _Worker(self._name, self._jobs, self._ask,
                         connection.Link(self._uri), self._clock)
        self._workers.append(worker)
        worker.start()


class _Jobs:
    """A queue in which each job stands once."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = set()
        self._queue = queue.SimpleQueue()

    def put(self, job):
        with self._lock:
            if job not in self._waiting:
                self._waiting.add(job)
                self._queue.put(job)

    def put_end(self):
        self._queue.put(None)

    def take(self, begin):
        """Wait for a job, and pass it to ``begin``; return whether it came."""
        job = self._queue.get()
        if job is None:
            return False
        begin(job)
        with self._lock:
            self._waiting.discard(job)
        return True

    def is_empty(self):
        with self._lock:
            return not self._waiting


class _Worker(threading.Thread):
    """One thread of a pool.

    ``busy_since`` is when the job in hand was taken, None if there is none.
    """

    def __init__(self, name, jobs, ask, link, clock):
        super().__init__(name=name, daemon=True)
        self._jobs = jobs
        self._ask = ask
        self._link = link
        self._clock = clock
        self._job = None
        self._is_given_up = False
        self.busy_since = None

    def run(self):
        """Do jobs until there are no more, or nobody wants the answer."""
        while not self._is_given_up and self._jobs.take(self._begin):
            try:
                answer = self._ask(self._link, self._job)
                if answer is not None and not self._is_given_up:
                    answer()
            except Exception:
                LOG.exception('This program failed at %s of %s.',
                              self.name, self._job)
            self.busy_since = None
        self._link.close()

    def give_up(self):
        """Have the thread end when it can; return the job in hand."""
        self._is_given_up = True
        return self._job

    def _begin(self, job):
        self._job, self.busy_since = job, self._clock()
