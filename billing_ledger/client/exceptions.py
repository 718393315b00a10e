# SPDX-License-Identifier: Apache-2.0
"""What can go wrong for a client; the API's own sentence is in ``message``.

``ClientException`` is the base of all of them.
"""

from keystoneauth1.exceptions.auth import AuthorizationFailure
from keystoneauth1.exceptions.base import ClientException
from keystoneauth1.exceptions.catalog import EndpointNotFound
from keystoneauth1.exceptions.connection import ConnectFailure
from keystoneauth1.exceptions.connection import ConnectTimeout
from keystoneauth1.exceptions.http import BadRequest
from keystoneauth1.exceptions.http import Conflict
from keystoneauth1.exceptions.http import Forbidden
from keystoneauth1.exceptions.http import HttpError
from keystoneauth1.exceptions.http import NotFound
from keystoneauth1.exceptions.http import ServiceUnavailable
from keystoneauth1.exceptions.http import Unauthorized

__all__ = (
    'AuthorizationFailure', 'BadRequest', 'ClientException', 'Conflict',
    'ConnectFailure', 'ConnectTimeout', 'EndpointNotFound', 'Forbidden',
    'HttpError', 'InvalidAnswer', 'NotFound', 'ServiceUnavailable',
    'Unauthorized',
)


class InvalidAnswer(ClientException):
    """Something answered that is not the billing service."""

    message = ('The answer does not come from the billing service: check its '
               'endpoint in the service catalog.')
