# SPDX-License-Identifier: Apache-2.0
"""What oslo.messaging has to be told before it connects to RabbitMQ."""

import oslo_messaging
from oslo_messaging import opts as messaging_options

from billing_ledger import exception
from billing_ledger.facts import reading
from billing_listener import rabbit

_RABBIT = 'oslo_messaging_rabbit'
_PREFETCH = 1000


class UnusableTransport(exception.BillingError):
    """The configuration of the message bus cannot be used."""

    msg_fmt = '%(reason)s'


def set_defaults(conf):
    """Bound what RabbitMQ sends ahead; oslo.messaging's default does not.

    Unbounded, a queue of 20,000 notifications means 500 MB of memory.
    """
    for group, opts in messaging_options.list_opts():
        if group == _RABBIT:
            conf.register_opts(opts, group=group)
    conf.set_default('rabbit_qos_prefetch_count', _PREFETCH, group=_RABBIT)


def get_transport(conf):
    """Return the transport of notifications.

    :raises UnusableTransport: it would lose notifications or not work
    """
    set_defaults(conf)
    rabbit.receive_everything()
    transport = open_transport(conf)
    _check(transport, conf.listener.batch_size)
    return transport


def open_transport(conf):
    """Return the transport that the configuration names.

    :raises UnusableTransport: there is none of that name
    """
    try:
        return oslo_messaging.get_notification_transport(conf)
    except (oslo_messaging.InvalidTransportURL,
            oslo_messaging.DriverLoadFailure,
            ValueError, ImportError) as error:
        # Their texts may hold the URL, and so the password.
        raise UnusableTransport(
            reason='transport_url cannot be used '
                   f'({type(error).__name__}); it has the form '
                   'rabbit://USER:PASSWORD@HOST:5672/') from None


def get_targets(conf):
    """Return where services announce things, as oslo.messaging's targets."""
    return [oslo_messaging.Target(topic=topic, exchange=exchange)
            for exchange in conf.listener.exchanges
            for topic in conf.listener.topics]


def get_reading_targets(conf):
    """Return where agents send readings; nowhere without a secret."""
    if not conf.readings.secret:
        return []
    return [oslo_messaging.Target(topic=reading.TOPIC,
                                  exchange=reading.EXCHANGE)]


def _check(transport, batch_size):
    driver = transport._driver
    if not isinstance(driver, rabbit.impl_rabbit.RabbitDriver):
        raise UnusableTransport(
            reason='transport_url has to begin with rabbit://: with other '
                   'message buses notifications may be lost.')
    if driver.prefetch_size < batch_size:
        raise UnusableTransport(
            reason=f'[{_RABBIT}] rabbit_qos_prefetch_count is '
                   f'{driver.prefetch_size} (0 means without limit); set it '
                   f'to at least [listener] batch_size, {batch_size}.')
