# SPDX-License-Identifier: Apache-2.0
"""A thread that does something now and then, whatever goes wrong."""

import threading

from oslo_log import log as logging

from billing_listener import outage

LOG = logging.getLogger(__name__)

_MOST_ROUNDS_LEFT_OUT = 5


class Periodic(threading.Thread):
    """Does work() every so often; what fails is tried again next time.

    :param interval: seconds between two rounds
    :param stopping: an event that ends the thread
    :param is_rushing: says whether storing notifications should go first;
                       then the rounds begin after an interval, and at most
                       five of them in a row are left out
    """

    # The sentence of the log about work that failed.
    trouble = None

    def __init__(self, name, interval, stopping, is_rushing=None):
        super().__init__(name=name, daemon=True)
        self._interval = interval
        self._stopping = stopping
        self._is_rushing = is_rushing
        self._left_out = 0

    def work(self):
        """Do what there is to do; look at ``_stopping`` in between."""
        raise NotImplementedError

    def run(self):
        """Work until the end."""
        if self._is_rushing is None:
            self._attempt()
        while not self._stopping.wait(self._interval):
            if not self._may_leave_out():
                self._attempt()

    def _attempt(self):
        try:
            self.work()
        except Exception as error:
            LOG.warning('%s %s: %s', self.trouble, type(error).__name__,
                        outage.sentence(error))

    def _may_leave_out(self):
        if (self._is_rushing and self._is_rushing()
                and self._left_out < _MOST_ROUNDS_LEFT_OUT):
            self._left_out += 1
            return True
        self._left_out = 0
        return False
