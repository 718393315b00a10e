# SPDX-License-Identifier: Apache-2.0
"""Options of group [readings]: what agents and listeners agree on."""

import datetime

from oslo_config import cfg

from billing_ledger.facts import plausible

GROUP = 'readings'

OPTS = [
    cfg.StrOpt(
        'secret', secret=True,
        help='A secret that billing-agent signs its readings with, and that '
             'billing-listener checks: the same on all of them. Without it '
             'billing-agent keeps its readings to itself and billing-listener '
             'takes none from the message bus, since everybody who reaches '
             'the bus could write bills.'),
    cfg.IntOpt(
        'line_rate', default=50 * 10 ** 9, min=1,
        help='The most bytes a second that one instance can send, receive, '
             'read or write. A reading with more is set aside.'),
    cfg.IntOpt(
        'clock_tolerance', default=60, min=1,
        help='Seconds by which the clocks of compute nodes may be ahead of '
             "the listener's. A reading from farther in the future is set "
             'aside.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Readings of agents',
        help='What billing-agent, which reads the counters of guests on the '
             'compute nodes, and billing-listener agree on.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]


def limits(conf):
    """Return the plausible.Limits that the options describe."""
    return plausible.Limits(
        line_rate=conf.readings.line_rate,
        clock_tolerance=datetime.timedelta(
            seconds=conf.readings.clock_tolerance))
