# SPDX-License-Identifier: Apache-2.0
"""Options of billing-listener."""

from oslo_config import cfg

GROUP = 'listener'
PRIORITIES = ('audit', 'debug', 'info', 'warn', 'error', 'critical', 'sample')

OPTS = [
    cfg.ListOpt(
        'topics',
        default=['versioned_notifications', 'notifications'],
        help='Topics to listen on. Recommended is a topic of its own, for '
             'example "billing", which Nova is told to send to as well: in '
             'nova.conf [notifications] versioned_notifications_topics = '
             'versioned_notifications,billing (or [oslo_messaging_'
             'notifications] topics, for the unversioned format). Whoever '
             'else reads a topic without a pool takes its messages away from '
             'billing.'),
    cfg.ListOpt(
        'exchanges',
        default=['nova', 'glance', 'openstack', 'neutron'],
        help='Exchanges that the topics belong to: control_exchange of the '
             'services whose notifications are wanted. Cinder has none of '
             'its own: unless it was told otherwise it uses oslo.messaging\'s '
             'default, openstack.'),
    cfg.ListOpt(
        'priorities',
        item_type=cfg.types.String(choices=PRIORITIES, ignore_case=True),
        default=['audit', 'info', 'warn', 'error', 'critical'],
        help='Priorities to listen for; each is a queue of its own, named '
             'after topic and priority. Nova uses info and error.'),
    cfg.StrOpt(
        'pool',
        help='Take copies of the notifications through a queue with this '
             'name, and leave the queues of the topics to others. Somebody '
             'else has to empty those: without a reader they grow until '
             'RabbitMQ runs out of memory or disk.'),
    cfg.IntOpt(
        'batch_size',
        default=200, min=1, max=10000,
        help='The most notifications stored in one transaction. '
             '[oslo_messaging_rabbit] rabbit_qos_prefetch_count (1000 unless '
             'set) must be at least as large.'),
    cfg.FloatOpt(
        'batch_timeout',
        default=0.5, min=0.01, max=60,
        help='Seconds after which a batch that is not full is stored.'),
    cfg.FloatOpt(
        'derive_interval',
        default=10, min=0.1,
        help='Seconds between two rounds of bringing the timelines of '
             'instances up to date. While notifications come faster than '
             'they are stored, only each sixth round takes place. Reports do '
             'what is still to be done; the rounds keep them quick.'),
    cfg.FloatOpt(
        'hold_time',
        default=300, min=1, max=1200,
        help='Seconds for which notifications are held while the database is '
             'away. Then the connection to RabbitMQ is closed, which takes '
             'them back, and opened again when the database is there. Must '
             'be well below consumer_timeout of RabbitMQ (30 minutes unless '
             'set there).'),
    cfg.ListOpt(
        'libvirt_uris',
        default=[],
        help='For a cloud of one machine or a few: libvirt daemons whose '
             'guests billing-listener reads itself, so that no billing-agent '
             'is needed. Each is a URI of libvirt (qemu:///system), or what '
             'Nova calls the host, "=", and a URI '
             '(cmp2=qemu+ssh://cmp2/system). The group [agent] says how.'),
    cfg.IntOpt(
        'status_interval',
        default=60, min=1,
        help='Seconds between two lines in the log that say how many '
             'notifications were received and what became of them.'),
]


def _group():
    # A new one each time: configurations would share the values of one.
    return cfg.OptGroup(
        GROUP, title='Notification listener',
        help='Which notifications billing-listener takes, and in which '
             'portions. How it reaches RabbitMQ is said by transport_url (in '
             '[DEFAULT] or [oslo_messaging_notifications]) and '
             '[oslo_messaging_rabbit].')


def register_opts(conf):
    conf.register_group(_group())
    conf.register_opts(OPTS, group=GROUP)


def list_opts():
    return [(_group(), OPTS)]
