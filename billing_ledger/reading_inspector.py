# SPDX-License-Identifier: Apache-2.0
"""Decide which readings are new and true, and which hour they belong to."""

import collections
import typing

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db import readings as stored
from billing_ledger.facts import plausible
from billing_ledger.facts import reading as reading_facts
from billing_ledger.facts import signature

# Each takes about a kilobyte.
_MOST_KNOWN_RUNS = 100_000


class Judged(typing.NamedTuple):
    """What is to be stored of some batches, and what became of each."""

    runs: list               # Run, those not stored yet
    rows: list               # stored.Stored, one for each run and hour
    ends: list               # (run_id, ended_at, exact)
    set_aside: list          # (message, reason)
    recorded: int            # batches with something new
    duplicates: int          # batches with nothing new
    known: dict              # run_id -> stored.Known once all is stored


class Inspector:
    """Knows what the operator holds possible.

    :param database: engine.Database
    :param tz: the time zone in whose hours readings are kept
    :param limits: plausible.Limits
    :param secret: what agents sign with, or None
    """

    def __init__(self, database, tz, limits, secret):
        self._database = database
        self._tz = tz
        self._limits = limits
        self._secret = secret
        self._known_runs = {}
        self._known = {}

    def read(self, payload):
        """Return (Readings, problems) of a payload, as read_batch() does."""
        if len(self._known_runs) > _MOST_KNOWN_RUNS:
            self._known_runs.clear()
        return reading_facts.read_batch(payload, self._known_runs)

    def read_signed(self, payload):
        """Return what read() does, if an agent of ours has signed it.

        :raises MalformedMessage: nobody has
        """
        if not self._is_genuine(payload):
            raise exception.MalformedMessage(
                reason='these readings are not signed with [readings] secret')
        return self.read(payload)

    def _is_genuine(self, payload):
        return self._secret is not None and signature.is_signed(
            payload, self._secret)

    def judge(self, batches, now):
        """Return what to store of batches of readings.

        :param batches: (message, Readings) pairs
        :returns: Judged
        """
        ids = {each.run.run_id for _, found in batches for each in found}
        judgement = _Judgement(self._limits, now, self._hour_of(),
                               self._known_of(ids), self._all_of)
        for message, found in batches:
            self._judge_batch(judgement, message, found)
        return judgement.result()

    def remember(self, judged):
        """Note that what was judged has been stored.

        Other listeners store readings, too, so what is remembered may be
        older than what is stored; then a reading that contradicts theirs may
        pass. It is not billed all the same (metering.runs).
        """
        if len(self._known) > _MOST_KNOWN_RUNS:
            self._known.clear()
        self._known.update(judged.known)

    def _known_of(self, run_ids):
        found = {run_id: self._known[run_id] for run_id in run_ids
                 if run_id in self._known}
        missing = run_ids - found.keys()
        if missing:
            with self._database.reading() as connection:
                found |= stored.known(connection, missing)
        return found

    def _all_of(self, run_id):
        with self._database.reading() as connection:
            return stored.of_run(connection, run_id)

    def _judge_batch(self, judgement, message, found):
        outcomes = collections.Counter()
        for reading in found:
            problem, is_new = judgement.consider(reading)
            outcomes['bad' if problem else 'new' if is_new else 'old'] += 1
            if problem:
                judgement.set_aside.append(
                    (self._signed_again(message, reading), problem))
        judgement.count(outcomes)

    def _signed_again(self, message, reading):
        """Return the message with one reading, as genuine as it was."""
        found = only(message, [each for each in message['payload']['readings']
                               if _is_of(each, reading)][:1])
        if self._is_genuine(message['payload']):
            found['payload'] = signature.sign(found['payload'], self._secret)
        return found

    def _hour_of(self):
        known = {}

        def hour_of(moment):
            if moment not in known:
                known[moment] = times.next_full_hour(moment, self._tz)
            return known[moment]
        return hour_of


class _Judgement:
    """The readings seen so far, and what they add to those stored."""

    def __init__(self, limits, now, hour_of, known, all_of):
        self.set_aside = []
        self._limits = limits
        self._now = now
        self._hour_of = hour_of
        self._known = known
        self._all_of = all_of
        self._newest = {run_id: each.newest for run_id, each in known.items()
                        if each.newest}
        self._runs = {}
        self._rows = {}
        self._ends = {}
        self._timelines = {}
        self._counts = collections.Counter()

    def consider(self, reading):
        """Return (what is wrong with a reading or None, whether it is new)."""
        row = stored.of(reading, self._hour_of(reading.at))
        before, same, after = self._neighbours(row)
        problem = (self._problem_of_run(reading.run)
                   or plausible.problem_alone(reading, self._limits,
                                              self._now)
                   or self._problem_between(before, row, reading.vcpus)
                   or self._problem_between(row, after, reading.vcpus))
        if problem:
            return problem, False
        is_new = same is None or row.rank > same.rank
        if is_new:
            self._keep(reading, row)
        return None, is_new

    def _problem_of_run(self, run):
        known = self._known.get(run.run_id) or self._runs.get(run.run_id)
        if known is None or (
                known.resource_id == run.resource_id
                and known.host == run.host
                and known.started_at == run.started_at):
            return None
        return (f'run {run.run_id} is known as one of instance '
                f'{known.resource_id} on {known.host} since '
                f'{times.to_text(known.started_at)}')

    def _problem_between(self, before, after, vcpus):
        if before is None or after is None:
            return None
        return plausible.problem_between(
            (before.at, before.counters), (after.at, after.counters), vcpus,
            self._limits)

    def count(self, outcomes):
        """Note what became of the readings of one message."""
        if outcomes['new']:
            self._counts['recorded'] += 1
        elif outcomes['old'] or not outcomes['bad']:
            self._counts['duplicates'] += 1

    def result(self):
        return Judged(
            runs=[run for run_id, run in self._runs.items()
                  if run_id not in self._known],
            rows=list(self._rows.values()), ends=list(self._ends.values()),
            set_aside=self.set_aside, recorded=self._counts['recorded'],
            duplicates=self._counts['duplicates'],
            known={run_id: stored.Known(run.resource_id, run.host,
                                        run.started_at, self._newest[run_id])
                   for run_id, run in self._runs.items()})

    def _keep(self, reading, row):
        run_id = row.run_id
        self._runs[run_id] = reading.run
        self._rows[run_id, row.hour_at] = row
        if reading.ended_at is not None:
            self._ends[run_id] = run_id, reading.ended_at, reading.exact
        newest = self._newest.get(run_id)
        if newest is None or row.rank > newest.rank:
            self._newest[run_id] = row
        if run_id in self._timelines:
            self._timelines[run_id] = _with(self._timelines[run_id], row)

    def _neighbours(self, row):
        """Return the readings (before, in the same hour, after) or Nones."""
        newest = self._newest.get(row.run_id)
        if newest is None or newest.hour_at < row.hour_at:
            return newest, None, None
        if newest.hour_at == row.hour_at and newest.rank <= row.rank:
            return newest, newest, None
        return _around(row, self._timeline(row.run_id))

    def _timeline(self, run_id):
        """Return all readings of a run: for one that comes late."""
        if run_id not in self._timelines:
            found = []
            if run_id in self._known:
                found = self._all_of(run_id)
            for (of_run, _), row in self._rows.items():
                if of_run == run_id:
                    found = _with(found, row)
            self._timelines[run_id] = found
        return self._timelines[run_id]


def only(message, readings):
    """Return a message with nothing but some of its readings."""
    payload = message['payload'] | {'readings': readings}
    payload.pop(signature.KEY, None)
    return message | {'payload': payload}


def _is_of(data, reading):
    return (isinstance(data, dict)
            and data.get('run_id') == reading.run.run_id
            and times.parse(data['at']) == reading.at
            and (data.get('ended_at') is None) == (reading.ended_at is None))


def _with(rows, row):
    """Return readings of a run with another one in its hour."""
    others = [each for each in rows if each.hour_at != row.hour_at]
    return sorted([*others, row], key=lambda each: each.hour_at)


def _around(row, rows):
    before = same = after = None
    for each in rows:
        if each.hour_at == row.hour_at:
            same = each
        if each.rank <= row.rank:
            before = each
        elif after is None:
            after = each
    return before, same, after
