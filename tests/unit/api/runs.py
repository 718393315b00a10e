# SPDX-License-Identifier: Apache-2.0
"""Runs of the instances in the books, for the tests of API and client."""

import datetime

from billing_ledger import times
from tests.unit.api import books
from tests.unit.ledger import guest

HOUR_NS = 3600 * 10 ** 9
# Nobody but an agent ever spoke of it.
STRAYS_SERVER = '5f0d9a8e-3c1b-4e57-a1de-6a3c2b9d7e41'
STARTED = times.parse('2026-11-22T06:31:03.546066')
LEFT = times.parse('2026-11-22T06:31:07.417543')
USED = {
    'cpu_used': 3 * 10 ** 9, 'cpu_total': 4 * 10 ** 9,
    'memory_used': 2 ** 33, 'disk_stored': 2 ** 34,
    'disk_read_bytes': 4096, 'disk_write_bytes': 5 * 2 ** 20,
    'disk_read_requests': 1, 'disk_write_requests': 12345,
    'network_incoming_bytes': 0, 'network_outgoing_bytes': 2 ** 31,
}


def record(ledger):
    """Record runs of three instances.

    Beta's ran on cmp1, is on cmp3 and, where its timeline never saw it, on a
    host called ghost; Alpha's is on cmp2; of the stray one there are no
    notifications.
    """
    on_cmp1 = _guest('run-1', books.BETAS_SERVER, 'cmp1', STARTED).uses(**USED)
    on_cmp3 = _guest('run-2', books.BETAS_SERVER, 'cmp3', LEFT,
                     first={'network.outgoing.bytes': 300})
    on_ghost = _guest('run-3', books.BETAS_SERVER, 'ghost', LEFT)
    alphas = _guest('run-4', books.ALPHAS_SERVER, 'cmp2',
                    times.parse('2026-11-22T06:28:00'))
    strays = _guest('run-5', STRAYS_SERVER, 'cmp1', STARTED)
    later = LEFT + datetime.timedelta(seconds=10)
    result = ledger.record([guest.message(
        on_cmp1.ends(LEFT),
        on_cmp3.uses(network_outgoing_bytes=7).read(later),
        on_ghost.uses(cpu_used=1).ends(later, exact=False),
        alphas.uses(cpu_used=2).read(later), strays.read(later))])
    if result.quarantined:
        raise AssertionError('the ledger did not understand the test')


def _guest(run_id, instance_id, host, started_at, **more):
    return guest.Guest(host, started_at, run_id=run_id,
                       instance_id=instance_id, **more)
