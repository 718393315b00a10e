# SPDX-License-Identifier: Apache-2.0
"""Print results as JSON, or as a table for people."""

import json
import os
import platform


def print_results(rows, as_json):
    """Print rows (dicts of the same keys) with where they were measured."""
    if as_json:
        print(json.dumps({'machine': machine(), 'results': rows}, indent=1))
        return
    print(f'{machine()}\n\n{table(rows)}')


def table(rows):
    """Return rows (dicts of the same keys) as a table for people."""
    widths = {key: max(len(key), *(len(_cell(row[key])) for row in rows))
              for key in rows[0]}
    lines = [widths.keys(), *(row.values() for row in rows)]
    return '\n'.join('  '.join(
        _cell(value).ljust(width) for value, width in zip(
            line, widths.values(), strict=True)).rstrip() for line in lines)


def machine():
    """Return a line about the machine, and how busy it was."""
    load = os.getloadavg()[0]
    return (f'{os.cpu_count()} CPUs, Python {platform.python_version()}, '
            f'load average {load:.1f}')


def _cell(value):
    return f'{value:.2f}' if isinstance(value, float) else str(value)


def parse(text):
    """Return the JSON in the last line of what a process printed."""
    return json.loads(text.strip().splitlines()[-1])
