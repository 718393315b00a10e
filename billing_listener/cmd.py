# SPDX-License-Identifier: Apache-2.0
"""Entry point of billing-listener."""

import os
import signal
import sys

from oslo_config import cfg
from oslo_log import log as logging

from billing_ledger import conf as configuration
from billing_ledger import exception
from billing_ledger import ledger
from billing_listener import conf as options
from billing_listener import service
from billing_listener.agent import conf as agent_options
from billing_listener.reconcile import conf as reconcile_options

LOG = logging.getLogger(__name__)

_PROG = 'billing-listener'
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_GLANCE_SECONDS = 0.2
_STOP_SECONDS = 10


def main(argv=None):
    """Receive notifications until SIGTERM or SIGINT; return the status."""
    # Before there are threads: all of them leave the signals to this one.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        conf = read_conf(sys.argv[1:] if argv is None else argv)
        work = service.Service(conf, ledger.Ledger(conf))
    except (exception.BillingError, cfg.Error) as error:
        print(f'{_PROG}: {error}', file=sys.stderr)
        return 1
    work.start()
    _wait_for_end(work)
    if work.error is not None:
        return _fail(work.error)
    LOG.info('Stopped.')
    return 0


def read_conf(argv):
    """Return the configuration that arguments, environment and files give."""
    conf = configuration.unread_conf()
    options.register_opts(conf)
    agent_options.register_opts(conf)
    reconcile_options.register_opts(conf)
    # The listener itself waits for the database, and can be stopped then.
    conf.set_default('max_retries', 0, group='database')
    conf(argv, project=configuration.PROJECT, prog=_PROG)
    logging.setup(conf, _PROG)
    return conf


def _wait_for_end(work):
    """Wait for the service to end, which a signal asks it to do."""
    while work.is_alive():
        if signal.sigtimedwait(_SIGNALS, _GLANCE_SECONDS):
            LOG.info('Stopping: the batch in hand is finished.')
            work.stop()
            work.join(_STOP_SECONDS)
            break
    if work.is_alive():
        # Something does not answer. What has been stored has been committed,
        # and what is not acknowledged comes again, so there is no need to
        # wait for it.
        LOG.warning('RabbitMQ or the database does not answer. Leaving; '
                    'notifications that were not stored wait in RabbitMQ.')
        logging.logging.shutdown()
        os._exit(0)


def _fail(error):
    if isinstance(error, exception.BillingError):
        LOG.error('%s', error)
    elif 'PRECONDITION_FAILED' in str(error):
        LOG.error('RabbitMQ has a queue or an exchange of this name with '
                  'other properties: %s. Set amqp_durable_queues and '
                  'rabbit_quorum_queue in [oslo_messaging_rabbit] as in '
                  'nova.conf, or delete the queue while it is empty.', error)
    else:
        LOG.error('Stopped by an error.', exc_info=error)
    return 1


if __name__ == '__main__':
    sys.exit(main())
