# SPDX-License-Identifier: Apache-2.0
"""Ask the API's WSGI application for a bill, in a process of its own.

Prints JSON: the median of the milliseconds of each request, the first one,
and peak memory of the process.
"""

import argparse
import json
import resource
import statistics
import time

from werkzeug import test

from benchmarks import month
from billing_ledger import conf as configuration
from billing_ledger.api import deploy
from billing_ledger.conf import api as options

_REPETITIONS = 7


def _timed(client, path):
    began = time.perf_counter()
    response = client.get(path, headers={
        'X-Roles': 'member,reader', 'X-Project-Id': month.PROJECT})
    body = response.get_data()
    seconds = time.perf_counter() - began
    if response.status_code != 200:
        raise SystemExit(body.decode())
    return seconds * 1000, json.loads(body)


def main():
    """Ask, and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('config_file')
    parser.add_argument('path')
    args = parser.parse_args()
    conf = configuration.new_conf(prog='benchmark',
                                  default_config_files=[args.config_file])
    options.register_opts(conf)
    client = test.Client(deploy.load_app(conf))
    first, document = _timed(client, args.path)
    again = [_timed(client, args.path)[0] for _ in range(_REPETITIONS)]
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({
        'first': first, 'median': statistics.median(again),
        'rows': len(document['charges']), 'totals': document['totals'],
        'peak_mib': used.ru_maxrss / 1024}))


if __name__ == '__main__':
    main()
