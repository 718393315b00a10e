# SPDX-License-Identifier: Apache-2.0
"""Put the hook where libvirt looks for it, and take it away again."""

import os
import pathlib
import shlex

from billing_ledger import exception

_SCRIPT = pathlib.Path(__file__).with_name('billing-agent.sh')
_TARGET = 'etc/libvirt/hooks/qemu.d/billing-agent'
# Stands in each release's script.
_MARK = '# Hook of libvirt for billing-agent:'
_FOLDER = 'folder='
_CGROUPS = 'cgroups='


class ForeignHook(exception.BillingError):
    msg_fmt = ('%(path)s is not a file that billing-agent has put there; it '
               'is left as it is.')


class HookFailed(exception.BillingError):
    msg_fmt = '%(path)s: %(reason)s.'


def install(root, folder):
    """Install the hook, or its newest release.

    :param root: the folder that stands for the machine's root
    :param folder: where the hook writes, seen from that root
    :returns: the path of the hook
    :raises ForeignHook: there is something else in its place
    :raises HookFailed: it may not be written
    """
    target = pathlib.Path(root, _TARGET)
    _check_ours(target)
    try:
        _make_folder(pathlib.Path(root, folder.lstrip('/')))
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        _replace(target, script(folder))
    except OSError as error:
        raise HookFailed(path=target, reason=error.strerror) from None
    return target


def remove(root):
    """Remove the hook.

    :returns: its path, or None if there was none
    :raises ForeignHook: there is something else in its place
    :raises HookFailed: it may not be removed
    """
    target = pathlib.Path(root, _TARGET)
    if not os.path.lexists(target):
        return None
    _check_ours(target)
    try:
        target.unlink()
    except OSError as error:
        raise HookFailed(path=target, reason=error.strerror) from None
    return target


def script(folder, cgroups='/sys/fs/cgroup'):
    """Return the text of the hook.

    :param folder: where it writes
    :param cgroups: where the kernel shows cgroups
    """
    return ''.join(
        f'{_FOLDER}{shlex.quote(folder)}\n' if line.startswith(_FOLDER)
        else f'{_CGROUPS}{shlex.quote(cgroups)}\n'
        if line.startswith(_CGROUPS) else line
        for line in _SCRIPT.read_text().splitlines(keepends=True))


def _check_ours(path):
    if not os.path.lexists(path):
        return
    try:
        is_ours = (not path.is_symlink() and path.is_file()
                   and _MARK in path.read_text(errors='replace'))
    except OSError as error:
        raise HookFailed(path=path, reason=error.strerror) from None
    if not is_ours:
        raise ForeignHook(path=path)


def _make_folder(folder):
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _replace(target, text):
    """Write a file so that libvirt sees the old one or the new one."""
    # libvirt runs every file in the folder whose name does not begin so.
    beside = target.parent.parent / f'.{target.name}.new'
    beside.write_text(text)
    beside.chmod(0o755)
    beside.replace(target)
