# SPDX-License-Identifier: Apache-2.0
"""Go on where an earlier agent on this host has ended."""

import json

from oslo_log import log as logging

from billing_listener.agent import run
from billing_listener.agent import tracker as trackers

LOG = logging.getLogger(__name__)


def tracker(host, spool, now_ns):
    """Return a Tracker that knows the runs in a spool.

    :param host: the Host
    :param now_ns: the time
    """
    alive_ns = spool.alive_until_ns()
    if type(alive_ns) is not int:          # the very first start
        spool.save({}, (), now_ns)
        alive_ns = now_ns
    newest = _newest(spool.latest.read())
    runs = [_run(run_id, state, newest.get(run_id))
            for run_id, state in spool.states().items()]
    return trackers.Tracker(host.name, host.uuid, host.boot_id,
                            min(alive_ns, now_ns), filter(None, runs))


def _run(run_id, state, newest):
    try:
        restored = run.RunState.from_json(json.loads(state))
    except Exception as error:
        # It may be anything; the others are not to suffer from it.
        LOG.error('The state of run %s cannot be read (%s). What it used '
                  'after its last reading is lost.', run_id, error)
        return None
    try:
        if newest is not None:
            restored.recall(newest)
    except (ValueError, TypeError, KeyError) as error:
        LOG.error('The newest counters of run %s cannot be read (%s). Those '
                  'of its last reading are taken.', run_id, error)
    return restored


def _newest(text):
    """Return {run id: its newest counters} of what the journal saved."""
    try:
        return {row[0]: row for row in json.loads(text or '[]')}
    except (ValueError, TypeError, LookupError) as error:
        LOG.error('The newest counters cannot be read (%s). Those of the '
                  'minute before are taken.', error)
        return {}
