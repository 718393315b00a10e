# SPDX-License-Identifier: Apache-2.0
"""The Flask application: check each request, and let its handler answer."""

import json

import flask

from billing_ledger.api import caller
from billing_ledger.api import errors
from billing_ledger.api import operation as operations
from billing_ledger.api import policy
from billing_ledger.api import request as requests
from billing_ledger.api import routes
from billing_ledger.api import validation

LONGEST_BODY = 64 * 1024


def create_app(conf, books):
    """Return the application, without the middleware that knows callers.

    :param conf: a configuration with the options of the ledger
    :param books: the Ledger to answer from
    """
    app = flask.Flask('billing', static_folder=None)
    app.config['MAX_CONTENT_LENGTH'] = LONGEST_BODY
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    errors.register(app)
    enforcer = policy.create_enforcer(conf)
    for operation in routes.OPERATIONS:
        app.add_url_rule(
            operation.rule, endpoint=operation.operation_id,
            view_func=_view(operation, books, enforcer),
            methods=[operation.method], provide_automatic_options=False)
    return app


def _view(operation, books, enforcer):
    def answer(**path):
        request = _checked(operation, books, enforcer, path)
        return _respond(operation, operation.handler(request, **path))
    return answer


def _checked(operation, books, enforcer, path):
    """Return the request, unless its caller or its input is refused."""
    http = flask.request
    who = None
    if not operation.public:
        who = caller.from_environ(http.environ, enforcer)
        who.require(operation.policy)
    validation.check_path(path)
    return requests.Request(
        operation=operation, operations=routes.OPERATIONS, books=books,
        http=http, caller=who,
        query=validation.read_query(http.args, operation.query),
        body=(validation.read_body(http, operation.body)
              if operation.body else None))


def _respond(operation, answer):
    if isinstance(answer, operations.File):
        response = _file(answer)
    else:
        response = flask.Response(json.dumps(answer), operation.status,
                                  mimetype='application/json')
    # What somebody owes belongs in nobody's cache.
    response.headers['Cache-Control'] = 'no-store'
    return response


def _file(answer):
    response = flask.Response(answer.content,
                              content_type=answer.media_type)
    response.headers['Content-Disposition'] = (
        f'attachment; filename="{answer.name}"')
    # Should a browser show it all the same, it is paper and no program.
    response.headers['Content-Security-Policy'] = (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox")
    response.headers['X-Content-Type-Options'] = 'nosniff'
    return response
