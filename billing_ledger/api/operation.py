# SPDX-License-Identifier: Apache-2.0
"""One method on one path: what it takes, who may call it, what it answers."""

from collections.abc import Callable
import dataclasses

NOTHING = {'type': 'object', 'properties': {}, 'additionalProperties': False}


@dataclasses.dataclass(frozen=True)
class File:
    """An answer that is no JSON object: a file to keep or to look at."""

    content: bytes
    media_type: str
    name: str


@dataclasses.dataclass(frozen=True)
class Operation:
    """All that routing, checking and the OpenAPI document need to know.

    ``media_types`` are those of its answer: any but JSON are Files.
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
    media_types: tuple[str, ...] = ('application/json',)

    @property
    def public(self):
        """Whether it can be called without a token."""
        return self.policy is None

    @property
    def rule(self):
        """The path as Flask writes it."""
        return self.path.replace('{', '<').replace('}', '>')
