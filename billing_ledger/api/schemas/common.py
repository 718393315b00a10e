# SPDX-License-Identifier: Apache-2.0
"""The pieces that the schemas of several resources are made of."""

LONGEST_ID = 64
LONGEST_NAME = 255
DEFAULT_LIMIT = 1000
HIGHEST_LIMIT = 50000


def described(schema, description):
    """Return a schema with a description of what it stands for there."""
    return schema | {'description': description}


def closed(properties, required=None):
    """Return the schema of an object that has these properties alone.

    :param required: names of those that are always there; all by default
    """
    required = list(properties) if required is None else list(required)
    schema = {'type': 'object', 'properties': properties,
              'additionalProperties': False}
    return schema | {'required': required} if required else schema


def nullable(schema):
    """Return a schema that takes null as well."""
    return schema | {'type': [schema['type'], 'null']}


def list_of(schema):
    return {'type': 'array', 'items': schema}


ID = {'type': 'string', 'format': 'text',
      'minLength': 1, 'maxLength': LONGEST_ID}
NAME = {'type': 'string', 'format': 'text',
        'minLength': 1, 'maxLength': LONGEST_NAME}
TEXT = {'type': 'string'}
TIME = {'type': 'string', 'format': 'date-time', 'maxLength': 64}
DATE = {'type': 'string', 'format': 'date'}
MONTH = {'type': 'string', 'pattern': '^[0-9]{4}-[0-9]{2}$'}
CURRENCY = {'type': 'string', 'pattern': '^[A-Z]{3}$',
            'description': 'ISO 4217 code.'}
_PLAIN_NUMBER = '^[0-9]+([.][0-9]+)?$'
POSITIVE_NUMBER = {'type': ['string', 'number'], 'pattern': _PLAIN_NUMBER,
                   'maxLength': 64, 'exclusiveMinimum': 0}
PERCENT = {'type': ['string', 'number'], 'pattern': _PLAIN_NUMBER,
           'maxLength': 16, 'minimum': 0, 'maximum': 100}
DECIMAL = {
    'type': 'string', 'pattern': r'^-?[0-9]+(\.[0-9]+)?$',
    'description': 'An exact decimal number, as a text so that nothing '
                   'rounds it.'}
LIMIT = {
    'type': 'integer', 'minimum': 1, 'maximum': HIGHEST_LIMIT,
    'default': DEFAULT_LIMIT, 'description': 'The most rows of one page.'}
MARKER = {
    'type': 'string', 'minLength': 1, 'maxLength': 4096,
    'description': 'Where the page begins: the marker of the next link of '
                   'the page before.'}
HOST = described(
    nullable(TEXT), 'Null without a host, and for callers to whom the policy '
                    'billing:timeline:hosts does not show it.')
HOST_ID = described(
    nullable(TEXT), 'What stands for the host towards the project, as in '
                    'Nova: different for each host, and for each project.')
LINKS = list_of(closed({'rel': {'const': 'next'},
                        'href': {'type': 'string', 'format': 'uri'}}))
ERROR = closed({'error': closed({
    'code': {'type': 'integer'},
    'title': TEXT,
    'message': described(TEXT, 'What went wrong and what to do about it.'),
})})
