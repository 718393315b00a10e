# SPDX-License-Identifier: Apache-2.0
"""What the table of an instance's runs says of what was used."""

import typing

from django.utils.translation import gettext_lazy

from horizon_billing import quantities

_NUMBER = 'text-right'
# Telephones scroll the table; between them and wide screens it has no room.
_WIDEST = f'{_NUMBER} hidden-sm hidden-md'


class Column(typing.NamedTuple):
    """A column with what runs used by one meter."""

    meter: str
    title: str
    classes: str = _NUMBER


COLUMNS = (
    Column(quantities.CPU_USED, gettext_lazy('CPU (hours)')),
    Column(quantities.MEMORY_USED, gettext_lazy('Memory (GiB-hours)')),
    Column(quantities.DISK_READ, gettext_lazy('Disk Read (GiB)')),
    Column(quantities.DISK_WRITTEN, gettext_lazy('Written (GiB)')),
    Column(quantities.READ_REQUESTS, gettext_lazy('Read Requests'), _WIDEST),
    Column(quantities.WRITE_REQUESTS, gettext_lazy('Write Requests'),
           _WIDEST),
    Column(quantities.RECEIVED, gettext_lazy('Network In (GiB)')),
    Column(quantities.SENT, gettext_lazy('Network Out (GiB)')),
)
