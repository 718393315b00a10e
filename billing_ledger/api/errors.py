# SPDX-License-Identifier: Apache-2.0
"""Every error leaves the API as the same small JSON document."""

import http
import json

from oslo_db import exception as db_exception
from oslo_log import log as logging
import sqlalchemy.exc
from werkzeug import exceptions

from billing_ledger import exception

LOG = logging.getLogger(__name__)

DATABASE_UNAVAILABLE = (
    'The database of the billing service cannot be used right now. Try again '
    'later; the operator finds the reason in the log of billing-api.')
UNEXPECTED = (
    'The billing service failed to answer. The operator finds the reason in '
    'the log of billing-api, under the id of this request.')
TOKEN_NEEDED = 'A valid token is required in the header X-Auth-Token.'
NOTHING_HERE = (
    'There is nothing at this address. The addresses that exist are in '
    '/v1/openapi.json.')
_NO_ROUTE = exceptions.NotFound.description


def document(code, message):
    """Return the body of an error, as OpenStack services write it."""
    title = http.HTTPStatus(code).phrase
    return {'error': {'code': code, 'title': title, 'message': message}}


def register(app):
    """Let a Flask application answer every error with a document."""
    app.register_error_handler(exceptions.HTTPException, _of_http)
    app.register_error_handler(exception.BillingError, _of_ledger)
    app.register_error_handler(db_exception.DBError, _of_database)
    app.register_error_handler(sqlalchemy.exc.SQLAlchemyError, _of_database)
    app.register_error_handler(Exception, _of_surprise)


def _of_http(error):
    message = error.description
    if message == _NO_ROUTE:
        message = NOTHING_HERE
    answer = error.get_response()
    answer.data = json.dumps(document(error.code, message))
    answer.content_type = 'application/json'
    return answer


def _of_ledger(error):
    if error.code >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        LOG.error('The ledger failed: %s', error)
    return document(error.code, str(error)), error.code


def _of_database(error):
    LOG.error('The database failed: %s', error, exc_info=error)
    code = http.HTTPStatus.SERVICE_UNAVAILABLE
    return document(code, DATABASE_UNAVAILABLE), code


def _of_surprise(error):
    LOG.error('Unexpected error: %s', error, exc_info=error)
    code = http.HTTPStatus.INTERNAL_SERVER_ERROR
    return document(code, UNEXPECTED), code
