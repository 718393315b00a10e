# SPDX-License-Identifier: Apache-2.0
"""What an agent has to be told; the options of group [agent] say more."""

import typing

from billing_listener.agent import conf as options


class Settings(typing.NamedTuple):
    """The options of one agent."""

    uri: str
    host: str | None          # None: as libvirt calls it
    state_path: str
    poll_interval: int        # seconds
    all_domains: bool
    libvirt_run_path: str
    hook_path: str | None     # None: no hook writes there
    readers: int
    status_interval: int      # seconds


def from_conf(conf):
    """Return the Settings of this machine's agent."""
    agent = conf.agent
    return Settings(
        uri=agent.uri, host=agent.host,
        state_path=options.state_path(conf),
        poll_interval=agent.poll_interval, all_domains=agent.all_domains,
        libvirt_run_path=agent.libvirt_run_path, hook_path=agent.hook_path,
        readers=agent.readers, status_interval=agent.status_interval)
