# SPDX-License-Identifier: Apache-2.0
"""Describe operations as an OpenAPI 3.1 document."""

import http
import re

from billing_ledger.api.schemas import common

DESCRIPTION = (
    'Usage and charges of an OpenStack cloud. Quantities, prices and amounts '
    'are exact decimal numbers written as texts. Times are ISO 8601 in UTC.')
_JSON = 'application/json'
_PATH_PARAMETER = re.compile(r'\{(\w+)\}')


def document(operations):
    """Return the OpenAPI document of some operations."""
    paths = {}
    for operation in operations:
        methods = paths.setdefault(operation.path, {})
        methods[operation.method.lower()] = _describe(operation)
    return {
        'openapi': '3.1.0',
        'info': {'title': 'OpenStack billing', 'version': '1.0',
                 'description': DESCRIPTION,
                 'license': {'name': 'Apache-2.0',
                             'identifier': 'Apache-2.0'}},
        'servers': [{'url': '/'}],
        'security': [{'token': []}],
        'paths': paths,
        'components': {
            'schemas': {'Error': common.ERROR},
            'securitySchemes': {'token': {
                'type': 'apiKey', 'in': 'header', 'name': 'X-Auth-Token',
                'description': 'A token that Keystone issued.'}},
        },
    }


def _describe(operation):
    described = {
        'operationId': operation.operation_id,
        'summary': operation.summary,
        'parameters': _path_parameters(operation)
        + _query_parameters(operation),
        'responses': _responses(operation),
    }
    if operation.body:
        described['requestBody'] = {
            'required': True, 'content': {_JSON: {'schema': operation.body}}}
    if operation.public:
        described['security'] = []
    return described


def _path_parameters(operation):
    return [{'name': name, 'in': 'path', 'required': True,
             'schema': common.ID}
            for name in _PATH_PARAMETER.findall(operation.path)]


def _query_parameters(operation):
    required = operation.query.get('required', ())
    return [_query_parameter(name, schema, name in required)
            for name, schema in operation.query['properties'].items()]


def _query_parameter(name, schema, required):
    schema = dict(schema)
    parameter = {'name': name, 'in': 'query', 'required': required,
                 'description': schema.pop('description'), 'schema': schema}
    if schema['type'] == 'array':
        parameter |= {'style': 'form', 'explode': False}
    return parameter


def _responses(operation):
    answers = {str(operation.status): {
        'description': http.HTTPStatus(operation.status).phrase,
        'content': {media_type: {'schema': operation.response}
                    for media_type in operation.media_types}}}
    for code in _error_codes(operation):
        answers[str(code)] = {
            'description': http.HTTPStatus(code).phrase,
            'content': {_JSON: {
                'schema': {'$ref': '#/components/schemas/Error'}}}}
    return answers


def _error_codes(operation):
    if operation.public:
        return ()
    of_body = (413, 415) if operation.body else ()
    return sorted({400, 401, 403, 500, 503, *of_body, *operation.errors})
