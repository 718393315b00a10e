# SPDX-License-Identifier: Apache-2.0
"""What billing-agent costs on a compute node: CPU time and memory.

A private libvirtd runs tiny guests. One process looks at all of them, in turn
with a bare virConnectGetAllDomainStats of the same groups and with the way of
billing-agent; then billing-agent itself runs for some minutes.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import time

from benchmarks import crowd
from benchmarks import report
from tests.functional import services
from tests.functional.agent.base import Program
from tests.functional.listener.process import write_config
from tests.functional.virt import Lab


def _measure_polls(host, count):
    """Return what benchmarks.poller measures."""
    done = subprocess.run(
        [sys.executable, '-m', 'benchmarks.poller', host.uri,
         str(host.run_directory / 'libvirt'), str(host.libvirtd_pid),
         str(count)],
        capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return report.parse(done.stdout)


def _measure_program(host, folder, seconds):
    """Run billing-agent; return (CPU seconds a minute, RSS in MiB)."""
    with services.RabbitMQ() as rabbit:
        config = folder / 'billing.conf'
        write_config(config, {
            'DEFAULT': {'transport_url': rabbit.url},
            'agent': {'state_path': folder / 'state'},
            'readings': {'secret': 'x'},
            'oslo_messaging_rabbit': {'amqp_durable_queues': True}})
        program = Program(config, folder / 'agent.log',
                          host.command(network=False))
        program.start()
        try:
            program.wait_for_log('readings made', 120)
            before = _cpu_seconds(program.pid)
            time.sleep(seconds)
            used = _cpu_seconds(program.pid) - before
            memory = _memory_mib(program.pid)
        finally:
            program.terminate()
    return 60 * used / seconds, memory


def _with_libvirtd(polls, name):
    return polls[f'{name} CPU ms'] + polls[f'libvirtd at {name} CPU ms']


def _cpu_seconds(pid):
    stat = pathlib.Path(f'/proc/{pid}/stat').read_text()
    user, system = stat.rpartition(')')[2].split()[11:13]
    return (int(user) + int(system)) / 100


def _memory_mib(pid):
    status = pathlib.Path(f'/proc/{pid}/status').read_text()
    line = next(line for line in status.splitlines()
                if line.startswith('VmRSS:'))
    return int(line.split()[1]) / 1024


def main():
    """Measure, and print the results."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n')[0])
    parser.add_argument('--domains', type=int, default=100)
    parser.add_argument('--polls', type=int, default=60)
    parser.add_argument('--seconds', type=int, default=180,
                        help='how long billing-agent runs (default: 180)')
    parser.add_argument('--json', action='store_true')
    args = parser.parse_args()
    with Lab() as lab, tempfile.TemporaryDirectory() as folder:
        host = lab.hosts['cmp1']
        crowd.start(host, args.domains, lab.folder)
        polls = _measure_polls(host, args.polls)
        per_minute, memory = _measure_program(host, pathlib.Path(folder),
                                              args.seconds)
    report.print_results([{
        'domains': args.domains,
        **polls,
        'ratio': polls['poll CPU ms'] / polls['bare CPU ms'],
        'mean ratio': (polls['poll mean CPU ms']
                       / polls['bare mean CPU ms']),
        'ratio with libvirtd': _with_libvirtd(polls, 'poll')
        / _with_libvirtd(polls, 'bare'),
        'agent CPU s/min': per_minute,
        'agent RSS MiB': memory,
    }], args.json)


if __name__ == '__main__':
    main()
