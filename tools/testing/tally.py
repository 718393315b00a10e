# SPDX-License-Identifier: Apache-2.0
"""Count the tests of a suite: tally.py FILE EXIT_STATUS.

Prints how many passed and how many failed. The file is a subunit stream, or
JSON as the Django runner of this package writes it. A skipped test counts as
failed: what it should have shown is not shown. So does a suite that crashed
or ran nothing.
"""
import json
import pathlib
import sys

import subunit
import testtools

PASSED = ('success', 'xfail')


def count(data, status):
    """Return (passed, failed).

    :param data: the recorded results
    :param status: the exit status of the suite's runner
    """
    passed, failed = (_count_json(data) if data.startswith(b'{')
                      else _count_subunit(data))
    if not failed and (status or not passed):
        failed = 1
    return passed, failed


def _count_json(data):
    found = json.loads(data)
    return found['passed'], found['failed']


def _count_subunit(data):
    results = {}

    def note(test):
        if test['id'] and test['status'] != 'exists':
            results[test['id']] = test['status']

    stream = testtools.StreamToDict(note)
    stream.startTestRun()
    subunit.ByteStreamToStreamResult(
        _Bytes(data), non_subunit_name='stdout').run(stream)
    stream.stopTestRun()
    passed = sum(status in PASSED for status in results.values())
    return passed, len(results) - passed


class _Bytes:
    """A stream that subunit can read without a file descriptor."""

    def __init__(self, data):
        self._data = data

    def read(self, size=-1):
        size = len(self._data) if size is None or size < 0 else size
        found, self._data = self._data[:size], self._data[size:]
        return found


def main():
    path = pathlib.Path(sys.argv[1])
    data = path.read_bytes() if path.exists() else b''
    print(*count(data, int(sys.argv[2])))


if __name__ == '__main__':
    main()
