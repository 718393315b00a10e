# SPDX-License-Identifier: Apache-2.0
"""The files of a libvirtd that has the host for itself."""

import pathlib

_LIBVIRTD = """\
listen_tls = 0
listen_tcp = 1
listen_addr = "0.0.0.0"
auth_tcp = "none"
auth_unix_ro = "none"
auth_unix_rw = "none"
unix_sock_group = "root"
host_uuid = "{uuid}"
log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
keepalive_interval = 5
"""
# QEMU runs as root and without confinement: what protects a machine from its
# customers would only need more packages here.
_QEMU = """\
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
namespaces = []
stdio_handler = "file"
max_core = 0
"""
_FOLDERS = ('dev', 'etc', 'run', 'var/cache/libvirt', 'var/lib/libvirt',
            'var/log/libvirt', 'var/tmp')


def configure(folder, uuid):
    """Fill the folder of a host: dev, run, var, and
    etc for /etc/libvirt.

    It listens on TCP without a password, in the network of its namespace
    only.
    """
    for name in _FOLDERS:
        pathlib.Path(folder, name).mkdir(parents=True)
    pathlib.Path(folder, 'var/run').symlink_to('/run')
    pathlib.Path(folder, 'etc/libvirtd.conf').write_text(
        _LIBVIRTD.format(uuid=uuid))
    pathlib.Path(folder, 'etc/qemu.conf').write_text(_QEMU)


def log_path(folder):
    """Return where the log of libvirtd is, seen from outside."""
    return pathlib.Path(folder, 'var/log/libvirt/libvirtd.log')
