# SPDX-License-Identifier: Apache-2.0
"""In which region projects are at home, from a YAML file; pure."""

import re
import typing

from billing_ledger.book_file import lines
from billing_ledger.conf import billing

VERSION = '1'
_FIELDS = ('version', 'projects', 'domains')


class Homes(typing.NamedTuple):
    """Regions by the ids of projects, and by those of domains."""

    projects: dict
    domains: dict

    def of(self, project_id, domain_id):
        """Return the home of a project, or None where it is not said.

        What is said of the project counts more than what is of its domain.
        """
        return self.projects.get(project_id) or self.domains.get(domain_id)


def read(text):
    """Return the Homes that a YAML text says.

    :raises InvalidBook: names line and field
    """
    value = lines.read(text)
    found = _mapping(value, 'file')
    for name, each in found.items():
        if name not in _FIELDS:
            raise each.error(name[:64], 'there is no such field; known are '
                                        f'{", ".join(_FIELDS)}')
    version = found.get('version', value._replace(data=None))
    if version.data != VERSION:
        raise version.error('version',
                            f'it must be {VERSION}, the one known here')
    empty = value._replace(data={})
    return Homes(*({key: _region(each, f'{name}.{key[:64]}')
                    for key, each in _mapping(
                        found.get(name, empty), name).items()}
                   for name in ('projects', 'domains')))


def _mapping(value, path):
    if not isinstance(value.data, dict):
        raise value.error(path, 'it must be a mapping')
    return value.data


def _region(value, path):
    if not isinstance(value.data, str) or not re.match(
            billing.REGION_PATTERN, value.data):
        raise value.error(path, 'it must be the name of a region')
    return value.data
