# SPDX-License-Identifier: Apache-2.0
"""Entry point of billing-agent."""

import os
import signal
import sys

from oslo_config import cfg
from oslo_log import log as logging

from billing_ledger import conf as configuration
from billing_ledger import exception
from billing_ledger.conf import readings as readings_options
from billing_listener.agent import conf as options
from billing_listener.agent import lean
from billing_listener.agent import settings
from billing_listener.agent.hook import install

LOG = logging.getLogger(__name__)

_PROG = 'billing-agent'
_REPLAY = '--replay'
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_GLANCE_SECONDS = 0.2
_STOP_SECONDS = 15
_CLI_OPTS = [
    # Only for --help: see _replay().
    cfg.StrOpt('replay', metavar='TRACE [--host NAME]',
               help='Do not watch this machine, but follow a recorded trace '
                    'of libvirt (JSON lines), and write the readings as JSON '
                    'lines that "billing-manage replay" takes. "--replay '
                    '--help" says more.'),
    cfg.BoolOpt('install-hook', default=False,
                help='Install the hook by which libvirt tells the CPU time '
                     'of guests that have stopped, and end.'),
    cfg.BoolOpt('remove-hook', default=False,
                help='Remove that hook, and end.'),
    cfg.StrOpt('root', default='/', metavar='FOLDER',
               help='With --install-hook or --remove-hook: the folder that '
                    "stands for the machine's root."),
]


class MissingExtra(exception.BillingError):
    msg_fmt = ('%(module)s is missing: install it with "pip install '
               '\'horizon-billing[agent]\'", or %(package)s of your '
               'distribution.')


def main(argv=None):
    """Do what the arguments say; return the status."""
    argv = sys.argv[1:] if argv is None else argv
    if any(each.partition('=')[0] == _REPLAY for each in argv):
        return _replay(argv)
    # Before there are threads: all of them leave the signals to this one.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        conf = read_conf(argv)
        return _choose(conf)(conf)
    except (exception.BillingError, cfg.Error, OSError) as error:
        print(f'{_PROG}: {error}', file=sys.stderr)
        return 1


def _replay(argv):
    """Replay a trace, which needs neither configuration nor libvirt."""
    from billing_listener.agent import replay
    given = [each.removeprefix(f'{_REPLAY}=') for each in argv
             if each != _REPLAY]
    return replay.main(given)


def read_conf(argv):
    """Return the configuration that arguments, environment and files give."""
    conf = configuration.unread_conf()
    options.register_opts(conf)
    readings_options.register_opts(conf)
    conf.register_cli_opts(_CLI_OPTS)
    # The agent says itself, and less often, what is wrong with RabbitMQ.
    logging.set_defaults(default_log_levels=[
        *logging.get_default_log_levels(),
        'oslo_messaging._drivers.impl_rabbit=CRITICAL'])
    conf(argv, project=configuration.PROJECT, prog=_PROG)
    return conf


def _choose(conf):
    if conf.install_hook:
        return _install_hook
    if conf.remove_hook:
        return _remove_hook
    return _watch


def _install_hook(conf):
    path = install.install(conf.root, conf.agent.hook_path)
    print(f'{path} is installed. libvirt looks for hooks when it starts: '
          'restart libvirtd (or virtqemud) once. Guests run on meanwhile.')
    return 0


def _remove_hook(conf):
    path = install.remove(conf.root)
    print(f'{path} is removed.' if path else 'There is no hook.')
    return 0


def _watch(conf):
    """Watch this machine until SIGTERM or SIGINT."""
    logging.setup(conf, _PROG)
    work = _new_agent(conf)
    work.start()
    _wait_for_end(work)
    if work.error is not None:
        LOG.error('Stopped by an error.', exc_info=work.error)
        return 1
    LOG.info('Stopped.')
    return 0


def _new_agent(conf):
    try:
        from billing_listener.agent import service
    except ImportError as error:
        raise _missing(error, 'libvirt', 'libvirt-python',
                       'python3-libvirt') from None
    return service.Agent(settings.from_conf(conf), _delivery(conf))


def _delivery(conf):
    """Return where readings are sent; None: nowhere, for want of a secret."""
    if not conf.readings.secret:
        LOG.warning('[readings] secret is not set. Readings stay in the '
                    'spool until it is, here and for billing-listener.')
        return None
    lean.avoid_eventlet()
    try:
        from billing_listener.agent import bus
    except ImportError as error:
        raise _missing(error, 'oslo_messaging', 'oslo.messaging',
                       'python3-oslo.messaging') from None
    from billing_listener.agent import sender
    return sender.Delivery(bus.Bus(conf), conf.readings.secret)


def _missing(error, module, name, package):
    if error.name != module:
        raise error
    return MissingExtra(module=name, package=package)


def _wait_for_end(work):
    """Wait for the agent to end, which a signal asks it to do."""
    while work.is_alive():
        if signal.sigtimedwait(_SIGNALS, _GLANCE_SECONDS):
            LOG.info('Stopping.')
            work.stop()
            work.join(_STOP_SECONDS)
            break
    if work.is_alive():
        # What was read is saved, or will be read again.
        LOG.warning('libvirt, RabbitMQ or the disk does not answer. Leaving; '
                    'readings that were not sent wait in the spool.')
        logging.logging.shutdown()
        os._exit(0)


if __name__ == '__main__':
    sys.exit(main())
