# SPDX-License-Identifier: Apache-2.0
"""Options of group [billing]: what is billed, and in which terms."""

import datetime

from oslo_config import cfg

from billing_ledger import times
from billing_ledger.metering import billable

GROUP = 'billing'
# As Keystone has it: a text of at most 255 characters, here without spaces.
REGION_PATTERN = r'^[^\s\x00-\x1f\x7f]{1,255}$'

OPTS = [
    cfg.StrOpt('currency',
               default='EUR',
               regex='^[A-Z]{3}$',
               help='Currency (ISO 4217) of prices for which none is given.'),
    cfg.StrOpt('region',
               default='RegionOne', regex=REGION_PATTERN,
               help='Region (of Keystone) whose facts these books hold: one '
                    'ledger for each. Lines of statements carry it, and '
                    'exports for other sites are told apart by it.'),
    cfg.StrOpt('home_regions',
               help='YAML file that says in which region projects are at '
                    'home, for "billing-manage site settle": see the '
                    'administrator guide on sites.'),
    cfg.StrOpt('time_zone',
               default='UTC',
               help='Time zone (a name of the IANA database) in which hours, '
                    'days and months of bills begin. Prices change at full '
                    'hours of this zone.'),
    cfg.IntOpt('host_grace',
               default=60, min=0, max=3600,
               help='Seconds by which the counters of a guest may begin '
                    'before, and go on after, the time during which Nova '
                    'names the host: Nova names the destination of a live '
                    'migration seconds after the guest runs there, and '
                    'clocks differ. What was counted on a host outside of '
                    'this is kept, shown to the operator and not billed.'),
    cfg.ListOpt('compute_states',
                default=list(billable.DEFAULT_COMPUTE_STATES),
                help='States of an instance (vm_state of Nova) in which its '
                     'uptime, vCPUs and memory are billed, as long as a host '
                     'holds it and it had been launched once.'),
    cfg.ListOpt('disk_states',
                default=list(billable.DEFAULT_DISK_STATES),
                help='States in which its disk is billed, under the same '
                     'conditions.'),
    cfg.StrOpt('composite_meters',
               help='YAML file of composite meters: each is a weighted sum '
                    'of other meters with a unit and prices of its own.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Billing',
        help='What is billed, in which currency, and when days and months '
             'begin.')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]


def policy(conf):
    """Return the BillablePolicy that the options describe."""
    return billable.BillablePolicy(frozenset(conf.billing.compute_states),
                                   frozenset(conf.billing.disk_states))


def grace(conf):
    """Return by how much hosts of runs and of timelines may disagree."""
    return datetime.timedelta(seconds=conf.billing.host_grace)


def zone(conf):
    """Return the time zone of bills.

    :raises InvalidTime: the option names none
    """
    return times.zone(conf.billing.time_zone)
