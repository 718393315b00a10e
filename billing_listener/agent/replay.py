# SPDX-License-Identifier: Apache-2.0
"""Run the agent's own logic over a recorded trace.

``billing-agent --replay TRACE.jsonl`` writes what agents on the hosts of the
trace would have sent, a message a line, as ``billing-manage replay`` takes
it. What a host is called in the trace stands for its identity.
"""

import argparse
import collections
import json
import sys
import uuid

from billing_listener.agent import readings
from billing_listener.agent import trace
from billing_listener.agent.tracker import Facts
from billing_listener.agent.tracker import Tracker

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, 'horizon-billing/replay')
_SECOND_NS = 10 ** 9
_ROUNDING_NS = 1000 * 1000
_MOST_COMPLAINTS = 10


def main(argv=None):
    """Replay a trace to standard output; return the status."""
    parser = argparse.ArgumentParser(
        prog='billing-agent --replay', description=__doc__.partition('\n')[0])
    parser.add_argument('trace', help='a file, gzipped or not; - for a pipe')
    parser.add_argument('--host', action='append', default=[],
                        help='only this host; can be repeated')
    parser.add_argument('--poll-interval', type=_seconds, metavar='SECONDS',
                        help='pass over samples in between; all are polls '
                             'otherwise')
    parser.add_argument('--no-events', action='store_true',
                        help='pass over events: what plain polling sees')
    given = parser.parse_args(argv)
    try:
        return run(given.trace, given.host, sys.stdout,
                   poll_interval=given.poll_interval,
                   with_events=not given.no_events)
    except BrokenPipeError:
        sys.stderr.close()           # nobody reads any more
        return 1


def run(path, hosts, out, err=sys.stderr, poll_interval=None,
        with_events=True):
    """Replay a trace.

    :param path: a file's name; ``-``: standard input
    :param hosts: names of those to replay; all if there are none
    :param out: where messages are written, as JSON lines
    :param err: where sentences are written about what is not understood
    :param poll_interval: seconds between polls; None: as recorded
    :param with_events: False to see what polling alone gives
    :returns: the status for the shell: 1 if this is no trace
    """
    complaints = _Complaints(err)
    reader = trace.Reader(complaints.add)
    agents = {}
    try:
        for item in reader.read(path):
            if hosts and item.host not in hosts:
                continue
            if item.host not in agents:
                agents[item.host] = Agent(item.host, item.at_ns,
                                          poll_interval)
            if with_events or isinstance(item, trace.Poll):
                _write(agents[item.host].take(item), out)
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        complaints.say(f'{path}: {error.strerror or error}')
        return 1
    for agent in agents.values():
        _write(agent.finish(), out)
    complaints.sum_up()
    if not agents:
        complaints.say(f'{path} has nothing of ' + (
            f'the host {", ".join(hosts)}' if reader.understood and hosts
            else 'what billing-agent records'))
        return 1
    return 0


class Agent:
    """What an agent on one host makes of that host's part of a trace.

    :param at_ns: when the trace begins
    :param poll_interval: seconds, or None
    """

    def __init__(self, host, at_ns, poll_interval=None):
        self._host = host
        self._interval_ns = poll_interval and round(
            poll_interval * _SECOND_NS)
        self._interval = None        # the number of the last one polled in
        self._asked = collections.defaultdict(list)
        self._now_ns = at_ns
        self._made = []
        host_uuid = str(uuid.uuid5(_NAMESPACE, host))
        self._tracker = Tracker(host, host_uuid, f'boot of {host_uuid}',
                                watched_since_ns=at_ns)
        self._handlers = {trace.Poll: self._poll,
                          trace.Announcement: self._announcement,
                          trace.Read: self._read}

    def take(self, item):
        """Return the messages that an item of the trace causes."""
        self._now_ns = max(item.at_ns, self._now_ns)
        self._note(self._tracker.tick(self._now_ns))
        self._handlers[type(item)](item)
        return self._messages()

    def finish(self):
        """Return the messages that are left when the trace is over."""
        self._note(self._tracker.finish(self._now_ns))
        return self._messages()

    def _poll(self, poll):
        if not self._is_due(poll):
            close = self._tracker.close_to_migration
            self._note(self._tracker.samples(poll.begun_ns, [
                sample for sample in poll.samples
                if sample.instance_id in close]))
        elif poll.is_whole:
            self._note(self._tracker.poll(poll.begun_ns, poll.at_ns,
                                          poll.samples))
        else:
            self._note(self._tracker.samples(poll.begun_ns, poll.samples))

    def _is_due(self, poll):
        if self._interval_ns is None:
            return True
        interval = poll.begun_ns // self._interval_ns
        if interval == self._interval:
            return False
        if poll.is_whole:
            self._interval = interval
        return True

    def _announcement(self, item):
        outcome = self._tracker.event(item.at_ns, item.event)
        for instance_id, _ in outcome.to_read:
            self._asked[instance_id, item.event.detail].append(item.at_ns)
        self._note(outcome)

    def _read(self, read):
        """Give a recorded read for an answer, if the agent asked for it."""
        asked = self._asked[read.instance_id, read.cause]
        while asked:
            asked_ns = asked.pop(0)
            # Another one follows that fits as well: this one was not made.
            is_lost = asked and asked[0] <= read.asked_ns + _ROUNDING_NS
            self._note(self._tracker.answer(
                asked_ns, read.at_ns, read.instance_id,
                None if is_lost else read.sample))
            if not is_lost:
                break

    def _note(self, outcome):
        """Keep readings; there are no Facts of processes in a trace."""
        self._made.extend(outcome.readings)
        for instance_id, domain_id in outcome.to_meet:
            self._note(self._tracker.met(instance_id, domain_id, Facts()))

    def _messages(self):
        made, self._made = self._made, []
        return [readings.notification(self._host, made, self._now_ns)
                ] if made else []


class _Complaints:
    """Says what is not understood: the first few lines, and how many."""

    def __init__(self, err):
        self._err = err
        self._count = 0

    def add(self, sentence):
        self._count += 1
        if self._count <= _MOST_COMPLAINTS:
            self.say(f'{sentence}; passed over')

    def sum_up(self):
        if self._count > _MOST_COMPLAINTS:
            self.say(f'{self._count} lines were passed over')

    def say(self, sentence):
        print(f'billing-agent: {sentence}', file=self._err)


def _write(messages, out):
    for message in messages:
        out.write(json.dumps(message) + '\n')


def _seconds(text):
    seconds = float(text)
    if not 0 < seconds < 86400:
        raise argparse.ArgumentTypeError('between 0 and 86400, please')
    return seconds


if __name__ == '__main__':
    sys.exit(main())
