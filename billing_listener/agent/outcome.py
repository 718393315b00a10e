# SPDX-License-Identifier: Apache-2.0
"""What a call of the Tracker asks its caller to do."""

import typing


class Outcome(typing.NamedTuple):
    """What is to be done now; pairs are (instance id, domain id).

    * to_read: read this domain at once, blocking (flags 0), in a thread of
      its own, then call answer(), with None if that failed. Always answer.
    * to_retry: the bulk answer was incomplete: read it singly (NOWAIT), then
      call samples(). Never an incoming guest.
    * to_meet: find the Facts of this process, then call met(), with Facts()
      if nothing is found out; or ignore(), if it is none of the cloud's.
      It is repeated at each poll until one of them is called.
    * readings: READING dicts, to be spooled and sent, in this order.
    * changed: ids of runs whose states are to be saved durably now, together
      with the readings; see Tracker.states().
    """

    to_read: tuple = ()
    to_retry: tuple = ()
    to_meet: tuple = ()
    readings: tuple = ()
    changed: tuple = ()


class Gathering:
    """Gathers the Outcome of one call."""

    def __init__(self):
        self._clear()

    def _clear(self):
        # As dicts: whatever is asked for twice is asked for once.
        self._read, self._retry, self._meet, self._changed = {}, {}, {}, {}
        self._readings = []

    def read(self, run):
        """Ask for a read of a run's domain."""
        self._read[run.instance_id, run.domain_id] = None

    def retry(self, run):
        """Ask for another try to read it."""
        self._retry[run.instance_id, run.domain_id] = None

    def meet(self, run):
        """Ask for the Facts of its process."""
        self._meet[run.instance_id, run.domain_id] = None

    def has_met(self, run):
        """Note that they were found meanwhile."""
        self._meet.pop((run.instance_id, run.domain_id), None)

    def say(self, reading):
        """Add a READING."""
        self._readings.append(reading)

    def change(self, run):
        """Note that the state of a run is to be saved, if it has a name."""
        if run.run_id is not None:
            self._changed[run.run_id] = None

    def take(self):
        """Return the Outcome, and begin anew."""
        outcome = Outcome(tuple(self._read), tuple(self._retry),
                          tuple(self._meet), tuple(self._readings),
                          tuple(self._changed))
        self._clear()
        return outcome
