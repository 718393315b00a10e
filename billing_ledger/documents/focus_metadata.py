# SPDX-License-Identifier: Apache-2.0
"""What FOCUS wants to be told beside the rows: their version and columns."""

import uuid

from billing_ledger.documents import focus_columns as columns

VERSION = '1.2'
# When the columns became what they are; to be changed together with them.
CREATED = '2026-11-28T00:00:00Z'
_TYPES = {columns.DECIMAL: 'DECIMAL', columns.STRING: 'STRING',
          columns.TIME: 'DATETIME', columns.JSON: 'JSON'}


def metadata(issuer):
    """Return the metadata of FOCUS rows as a dict for JSON.

    The schema's id changes if and only if the columns or the version do.

    :param issuer: an Issuer
    """
    definition = [_definition(column) for column in columns.COLUMNS]
    return {
        'DataGenerator': issuer.provider_name,
        'Schema': {
            'SchemaId': str(uuid.uuid5(
                uuid.NAMESPACE_OID, f'FOCUS {VERSION} {definition}')),
            'FocusVersion': VERSION,
            'CreationDate': CREATED,
            'ColumnDefinition': definition}}


def _definition(column):
    found = {'ColumnName': column.name, 'DataType': _TYPES[column.type]}
    if column.type == columns.STRING:
        found['StringEncoding'] = 'UTF-8'
    return found
