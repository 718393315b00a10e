# SPDX-License-Identifier: Apache-2.0
"""What a price can depend on besides the meter and who pays."""

import typing


class Traits(typing.NamedTuple):
    """Properties of a resource; None where it has no such property."""

    flavor: str | None = None
    availability_zone: str | None = None
    volume_type: str | None = None
