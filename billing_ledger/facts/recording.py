# SPDX-License-Identifier: Apache-2.0
"""Read recorded notifications: JSON lines, plain, gzipped or from a pipe."""

import contextlib
import gzip
import sys

from billing_ledger import exception
from billing_ledger.facts import envelope
from billing_ledger.facts import jsontext

LONGEST_LINE = 16 * 1024 * 1024
_GZIP_MAGIC = b'\x1f\x8b'


@contextlib.contextmanager
def open_lines(path):
    """Open a file of recorded notifications for reading in bytes.

    :param path: a file's name; ``-`` is standard input; gzip is recognized
                 by its content
    """
    with contextlib.ExitStack() as stack:
        if path == '-':
            raw = sys.stdin.buffer
        else:
            raw = stack.enter_context(open(path, 'rb'))
        if raw.peek(2)[:2] == _GZIP_MAGIC:
            raw = stack.enter_context(gzip.open(raw))
        yield raw


def read_lines(lines):
    """Yield a (message, problem) pair for each line that is not empty.

    A line is an oslo.messaging body, a bare notification, or an object that
    holds the body under ``body`` (as text or as an object).

    :param lines: a binary file
    :returns: pairs of which one is None; of a problem the message is the
              line's text
    """
    while line := lines.readline(LONGEST_LINE):
        if not line.strip():
            continue
        try:
            yield read_line(line), None
        except exception.MalformedMessage as error:
            yield line.decode('utf-8', 'backslashreplace'), str(error)


def read_line(line):
    """Return the notification in a line.

    :param line: text or bytes
    :raises MalformedMessage: there is none
    """
    try:
        found = jsontext.read(line)
        if isinstance(found, dict) and 'body' in found:
            found = found['body']
            if isinstance(found, str):
                found = jsontext.read(found)
    except (ValueError, RecursionError) as error:
        raise exception.MalformedMessage(
            reason=f'the line is not JSON: {error}') from None
    return envelope.unwrap(found)
