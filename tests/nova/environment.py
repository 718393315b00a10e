# SPDX-License-Identifier: Apache-2.0
"""The virtual environment that the cloud's programs are installed in."""

import os
import pathlib
import subprocess
import sys

_HERE = pathlib.Path(__file__).parent
_REQUIREMENTS = _HERE / 'requirements.txt'
_DRIVER = _HERE / 'fake_guests.py'
_PLACE = _HERE.parents[1] / '.test' / 'nova-venv'


def prepare():
    """Return the environment's folder, with everything in it.

    It is kept from one run to the next. TEST_NOVA_VENV names another folder.
    """
    venv = pathlib.Path(os.environ.get('TEST_NOVA_VENV', _PLACE))
    stamp = venv / 'requirements.stamp'
    wanted = _REQUIREMENTS.read_text()
    if not stamp.exists() or stamp.read_text() != wanted:
        _install(venv)
        stamp.write_text(wanted)
    _link_driver(venv)
    return venv


def _install(venv):
    if not (venv / 'bin' / 'pip').exists():
        _run(sys.executable, '-m', 'venv', str(venv))
    _run(str(venv / 'bin' / 'pip'), 'install', '-q',
         '--disable-pip-version-check', '-r', str(_REQUIREMENTS))


def _run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f'{command[0]} failed (a compiler may be missing: '
                           f'apt-get install gcc python3-venv):\n'
                           f'{done.stdout[-3000:]}')


def _link_driver(venv):
    # Nova loads drivers from its own package nova.virt alone.
    [package] = venv.glob('lib/python3*/site-packages/nova/virt')
    link = package / _DRIVER.name
    if not link.is_symlink() or link.resolve() != _DRIVER:
        link.unlink(missing_ok=True)
        link.symlink_to(_DRIVER)
