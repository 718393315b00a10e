# SPDX-License-Identifier: Apache-2.0
"""One method on one path: what it takes, who may call it, what it answers."""

from collections.abc import Callable
import dataclasses

NOTHING = {'type': 'object', 'properties': {}, 'additionalProperties': False}


@dataclasses.dataclass(frozen=True)
class Operation:
    """All that routing, checking and the OpenAPI document need to know.

    ``path`` is written as OpenAPI writes it; each name in braces reaches the
    handler as an argument of that name.
    """

    operation_id: str
    method: str
    path: str
    handler: Callable
    policy: str | None
    summary: str
    response: dict
    status: int = 200
    query: dict = dataclasses.field(default_factory=lambda: NOTHING)
    body: dict | None = None
    errors: tuple[int, ...] = ()

    @property
    def public(self):
        """Whether it can be called without a token."""
        return self.policy is None

    @property
    def rule(self):
        """The path as Flask writes it."""
        return self.path.replace('{', '<').replace('}', '>')
