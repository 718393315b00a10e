# SPDX-License-Identifier: Apache-2.0
"""Let errors of the middleware look like those of the application."""

import json

from oslo_log import log as logging
import webob.dec

from billing_ledger.api import errors

LOG = logging.getLogger(__name__)


class Faults:
    """WSGI middleware after which every error is a JSON document.

    Without it, auth_token would answer in HTML while Keystone is away.
    """

    def __init__(self, application):
        self._application = application

    @webob.dec.wsgify
    def __call__(self, request):
        response = _response(request, self._application)
        if (response.status_int >= 400
                and response.content_type != 'application/json'):
            message = _MESSAGES.get(response.status_int, response.status)
            response.body = json.dumps(errors.document(
                response.status_int, message)).encode()
            response.content_type = 'application/json'
        return response


_MESSAGES = {
    401: errors.TOKEN_NEEDED,
    404: errors.NOTHING_HERE,
    500: errors.UNEXPECTED,
    503: 'The identity service cannot check your token right now. Try again '
         'later; the operator finds the reason in the log of billing-api.',
}


def _response(request, application):
    try:
        return request.get_response(application)
    except Exception as error:
        LOG.error('Unexpected error: %s', error, exc_info=error)
        return webob.Response(status=500)
