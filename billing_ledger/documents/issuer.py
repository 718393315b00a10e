# SPDX-License-Identifier: Apache-2.0
"""Who bills: what a statement does not know of the one who makes it out."""

import typing


class Issuer(typing.NamedTuple):
    """The cloud's provider and the company that sends the invoice.

    ``provider_name`` runs the cloud, ``publisher_name`` made the service,
    ``name`` sends the invoice; ``address`` has lines, separated by newlines;
    ``note`` is printed beneath the total, for example when and how to pay.
    """

    provider_name: str
    publisher_name: str
    name: str
    address: str = ''
    tax_id: str | None = None
    note: str = ''
