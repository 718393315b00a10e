# SPDX-License-Identifier: Apache-2.0
"""The virtual environment that CloudKitty is installed in."""

import pathlib
import subprocess
import sys

DEFAULT = pathlib.Path(__file__).parents[2] / '.test' / 'cloudkitty-venv'
PACKAGES = ('cloudkitty==25.0.0', 'PyMySQL==1.2.4')


class CannotInstall(Exception):
    """CloudKitty could not be installed."""


def prepare(folder):
    """Return the environment's Python, with CloudKitty installed.

    :raises CannotInstall: pip says why
    """
    python = pathlib.Path(folder, 'bin', 'python')
    stamp = pathlib.Path(folder, 'packages.stamp')
    wanted = '\n'.join(PACKAGES)
    if not stamp.exists() or stamp.read_text() != wanted:
        if not python.exists():
            _run(sys.executable, '-m', 'venv', str(folder))
        _run(str(python), '-m', 'pip', 'install', '-q',
             '--disable-pip-version-check', *PACKAGES)
        stamp.write_text(wanted)
    return python.absolute()


def _run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise CannotInstall(f'{" ".join(command)} failed:\n'
                            f'{done.stdout[-3000:]}')
