# SPDX-License-Identifier: Apache-2.0
"""Documents of a statement: time, size, and memory for many lines."""

import argparse
import multiprocessing
import resource
import time

from benchmarks import report
from billing_ledger.documents import csv_document
from billing_ledger.documents import focus
from billing_ledger.documents import html_document
from billing_ledger.documents import json_document
from billing_ledger.documents import pdf_document
from tests.unit.documents import samples


def _encoded(pieces):
    return ''.join(pieces).encode()


_DOCUMENTS = {
    'CSV': lambda statement: _encoded(csv_document.csv(statement)),
    'JSON': json_document.json,
    'FOCUS CSV': lambda statement: _encoded(
        focus.csv(statement, samples.ISSUER)),
    'FOCUS JSON': lambda statement: focus.json(statement, samples.ISSUER),
    'HTML': lambda statement: _encoded(
        html_document.html(statement, samples.ISSUER)),
    'PDF': lambda statement: pdf_document.pdf(statement, samples.ISSUER),
}


def _measure(document, lines):
    """Return a row of the results; to be called in a new process."""
    statement = samples.statement(*samples.many(
        lines, names=samples.HOSTILE_NAMES))
    began = time.perf_counter()
    size = len(_DOCUMENTS[document](statement))
    seconds = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {'document': document, 'lines': lines, 'seconds': seconds,
            'KiB': size // 1024, 'peak MiB': used.ru_maxrss // 1024}


def main():
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--lines', type=int, action='append',
                        help='default: 60 and 5000')
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    spawn = multiprocessing.get_context('spawn')
    with spawn.Pool(1, maxtasksperchild=1) as pool:
        rows = [pool.apply(_measure, (document, lines))
                for lines in args.lines or (60, 5000)
                for document in _DOCUMENTS]
    report.print_results(rows, args.json)


if __name__ == '__main__':
    main()
