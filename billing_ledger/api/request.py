# SPDX-License-Identifier: Apache-2.0
"""What a handler gets: a request whose caller and input are checked."""

import dataclasses
import typing

import flask

from billing_ledger.api import caller as callers
from billing_ledger.api import operation as operations


@dataclasses.dataclass(frozen=True)
class Request:
    """A call of an operation."""

    operation: operations.Operation
    operations: tuple
    books: typing.Any
    http: flask.Request
    caller: callers.Caller | None
    query: dict
    body: dict | None

    def visible_project(self):
        """Return the project whose data to show; None stands for all."""
        return self.caller.visible_project(
            self.operation.policy, self.query.get('project_id'))
