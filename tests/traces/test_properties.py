# SPDX-License-Identifier: Apache-2.0
"""Traces with samples lost, repeated and late: the sum of a life stays."""

import gzip
import json
import pathlib
import random
import tempfile
import unittest

import hypothesis
from hypothesis import strategies as st

from tests.traces import files

FEW = hypothesis.settings(max_examples=8, deadline=None)
NAMES = ('migrate', 'pingpong', 'failswitch', 'abort', 'save')
# All but the gauges, whose values are known less often then, and what is not
# billed.
EXACT = ('cpu.used', 'disk.read.bytes', 'disk.write.bytes',
         'disk.read.requests', 'disk.write.requests',
         'network.outgoing.bytes')


def ends(runs):
    """Return {(instance, host, written): used} of runs that are exact."""
    return sorted((run.instance_id, run.host,
                   *(run.used[counter] for counter in EXACT))
                  for run in runs if run.exact)


class PropertiesTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name, 'trace.jsonl.gz')

    def replay(self, lines):
        with gzip.open(self.path, 'wb', 1) as file:
            file.writelines(lines)
        return files.runs(self.path)

    def polls(self, name):
        """Return the lines of a trace, those of one poll together."""
        found = {}
        for number, line in enumerate(files.lines(name)):
            row = json.loads(line)
            key = number
            if row['kind'] == 'sample':
                key = (row['host'], row['t'])
            found.setdefault(key, []).append(line)
        return list(found.values())

    @FEW
    @hypothesis.given(st.sampled_from(NAMES), st.integers(),
                      st.sampled_from((0.1, 0.5, 0.97)))
    def test_lost_polls_change_no_life_that_was_read_at_its_end(
            self, name, seed, share):
        chance = random.Random(seed)
        kept = [line for poll in self.polls(name)
                if b'"sample"' not in poll[0] or chance.random() > share
                for line in poll]
        runs = self.replay(kept)
        expected = files.recorded(name)
        self.assertEqual(ends(expected), ends(runs))
        for counter in EXACT:
            self.assertLessEqual(files.total(runs)[counter],
                                 files.total(expected)[counter])

    @FEW
    @hypothesis.given(st.sampled_from(NAMES), st.integers())
    def test_repeated_and_late_lines_change_nothing(self, name, seed):
        """They come again, and up to two seconds late."""
        chance = random.Random(seed)
        lines = [(row['t'] + row.get('dur', 0), line) for row, line in (
            (json.loads(line), line) for line in files.lines(name))]
        lines += [(at, line) for at, line in lines
                  if b'"event"' not in line and chance.random() < 0.1]
        late = sorted(lines, key=lambda each: each[0] + 1.9 * chance.random())
        runs = self.replay(line for _, line in late)
        self.assertEqual(
            [run.used['disk.write.bytes'] for run in files.recorded(name)],
            [run.used['disk.write.bytes'] for run in runs])
        self.assertEqual(ends(files.recorded(name)), ends(runs))

    @FEW
    @hypothesis.given(st.sampled_from(NAMES), st.floats(0.05, 1))
    def test_a_trace_that_breaks_off_bills_no_more(self, name, share):
        lines = files.lines(name)
        runs = self.replay(lines[:max(int(share * len(lines)), 1)])
        for counter in EXACT:
            self.assertLessEqual(
                files.total(runs)[counter],
                files.total(files.recorded(name))[counter])
