# SPDX-License-Identifier: Apache-2.0
"""The digest of a statement, which that of the next one contains; pure.

So nobody changes, removes or adds a statement without changing the digest of
every one that was issued later.
"""

import hashlib
import json

from billing_ledger.statements import plain

# What the first statement follows.
NOTHING = ''


def of(statement, previous):
    """Return the SHA-256 of a closed Statement, in hexadecimal digits.

    It is made of the statement without its digest, and of the digest before,
    as JSON without spaces and with sorted keys, in UTF-8.

    :param previous: digest of the statement issued before, or NOTHING
    """
    document = plain.of_statement(statement)
    del document['digest']
    document['previous_digest'] = previous
    for line in document['lines']:
        # Lines of earlier releases had no user, and have the same digest.
        if line['user_id'] is None:
            del line['user_id']
    return of_document(document)


def of_document(document):
    """Return the SHA-256 of what JSON can say, in hexadecimal digits."""
    written = json.dumps(document, sort_keys=True, ensure_ascii=False,
                         separators=(',', ':'))
    return hashlib.sha256(written.encode()).hexdigest()
