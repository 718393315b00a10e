# SPDX-License-Identifier: Apache-2.0
"""Reading queries and bodies, and refusing what their schema does not say."""

import decimal
import json
import re

import jsonschema
from jsonschema import exceptions as schema_exceptions
from werkzeug import exceptions

from billing_ledger.api import formats
from billing_ledger.api.schemas import common

_WHOLE_NUMBER = re.compile(r'-?[0-9]{1,100}', re.ASCII)
# In a URL a + stands for a space, so +00:00 often arrives without its sign.
_LOST_PLUS = re.compile(r'(T[0-9:.]+) ([0-9]{2}:?[0-9]{2})$', re.ASCII)
_LONGEST_MESSAGE = 500


def read_query(given, schema):
    """Return the query parameters of a request, typed and checked.

    :param given: the parameters as a werkzeug MultiDict
    :param schema: the JSON schema of an object with a property for each
    """
    properties = schema['properties']
    query = {name: _typed(values, properties.get(name, {}))
             for name, values in given.lists()}
    _check(query, schema, 'query parameters')
    return query


def read_body(request, schema):
    """Return the JSON body of a request, checked; numbers are Decimal."""
    if request.mimetype != 'application/json':
        raise exceptions.UnsupportedMediaType(
            'Send the body as JSON, with Content-Type: application/json.')
    content = request.get_data()
    if len(content) >= request.max_content_length:
        # A body sent in chunks is cut there, without an error.
        raise exceptions.RequestEntityTooLarge()
    try:
        body = json.loads(content, parse_float=decimal.Decimal,
                          parse_constant=_refuse_constant)
    except (ValueError, RecursionError, decimal.InvalidOperation):
        raise exceptions.BadRequest('The body is not JSON.') from None
    _check(body, schema, 'body')
    return body


def check_path(variables):
    """Refuse with 404 an identifier that nothing can have."""
    schema = common.closed(dict.fromkeys(variables, common.ID))
    if _first_error(variables, schema):
        raise exceptions.NotFound('Nothing has such an identifier.')


def _refuse_constant(name):
    raise ValueError(f'{name} is not JSON')


def _typed(values, schema):
    if schema.get('type') == 'array':
        return [part for value in values for part in value.split(',')]
    if len(values) > 1:
        return values
    value, = values
    if schema.get('type') == 'integer' and _WHOLE_NUMBER.fullmatch(value):
        return int(value)
    if schema.get('format') == 'date-time':
        return _LOST_PLUS.sub(r'\1+\2', value)
    return value


def _check(value, schema, place):
    error = _first_error(value, schema)
    if error is None:
        return
    where = '.'.join(str(step) for step in error.absolute_path)
    reason = str(error.cause) if error.cause else error.message
    message = f'{where or place}: {reason}'
    if len(message) > _LONGEST_MESSAGE:
        message = message[:_LONGEST_MESSAGE] + '…'
    raise exceptions.BadRequest(message)


def _first_error(value, schema):
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=formats.CHECKER)
    return schema_exceptions.best_match(validator.iter_errors(value))
