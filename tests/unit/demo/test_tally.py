# SPDX-License-Identifier: Apache-2.0
"""The sum that tools/test.sh prints hides nothing."""

import io
import unittest

import subunit

from tools.testing import tally


def stream(**statuses):
    """Return a recorded run of tests with these last statuses."""
    output = io.BytesIO()
    results = subunit.StreamResultToBytes(output)
    for name, status in statuses.items():
        results.status(test_id=name, test_status='inprogress')
        if status != 'inprogress':
            results.status(test_id=name, test_status=status)
    return output.getvalue()


class TallyTest(unittest.TestCase):
    def test_what_passed_and_what_failed(self):
        run = stream(a='success', b='fail', c='success', d='xfail')
        self.assertEqual((3, 1), tally.count(run, 1))

    def test_a_skipped_test_failed(self):
        self.assertEqual((1, 1), tally.count(
            stream(a='success', b='skip'), 0))

    def test_a_test_that_never_ended_failed(self):
        self.assertEqual((1, 1), tally.count(
            stream(a='success', b='inprogress'), 1))

    def test_a_test_that_should_have_failed_failed(self):
        self.assertEqual((0, 1), tally.count(stream(a='uxsuccess'), 0))

    def test_a_suite_that_ran_nothing_failed(self):
        self.assertEqual((0, 1), tally.count(b'', 0))

    def test_a_suite_that_crashed_failed(self):
        self.assertEqual((1, 1), tally.count(stream(a='success'), 139))

    def test_results_of_django(self):
        self.assertEqual((5, 2), tally.count(
            b'{"passed": 5, "failed": 2}', 1))
