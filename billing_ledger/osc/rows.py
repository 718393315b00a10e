# SPDX-License-Identifier: Apache-2.0
"""Show documents of the API as tables, under the names the API gives."""


def table(columns, documents):
    """Return (columns, rows) as cliff shows them; absent values are empty."""
    return columns, ([document.get(name, '') for name in columns]
                     for document in documents)


def present(columns, documents):
    """Return the columns that at least one document has."""
    names = set().union(*documents)
    return tuple(name for name in columns if name in names)


def record(document):
    """Return one document as (names, values)."""
    return tuple(document), tuple(document.values())
