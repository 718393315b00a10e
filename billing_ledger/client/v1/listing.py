# SPDX-License-Identifier: Apache-2.0
"""What the client returns for lists that have more to say than their rows."""

import dataclasses
import datetime


@dataclasses.dataclass(frozen=True)
class Listing:
    """The rows of all pages, and the period they are about.

    Rows are dictionaries as the API sends them: quantities, prices and
    amounts are exact decimal numbers written as texts.
    """

    rows: list
    start: str
    end: str
    totals: list = dataclasses.field(default_factory=list)

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def fetch(connection, path, name, *, start=None, end=None, project_id=None,
          resource_id=None, group_by=None):
    """Return the Listing of all pages.

    :param name: what the API calls the rows
    :param start: datetime or ISO 8601 text; the API's default without it
    :param group_by: names, for example ``('resource', 'day')``
    """
    query = {'start': as_text(start), 'end': as_text(end),
             'project_id': project_id, 'resource_id': resource_id,
             'group_by': ','.join(group_by) if group_by else None}
    pages = list(connection.pages(path, query))
    return Listing(
        rows=[row for page in pages for row in page[name]],
        start=pages[0]['start'], end=pages[0]['end'],
        totals=pages[0].get('totals', []))


def as_text(moment):
    """Return a datetime as the API wants it; leave other things alone."""
    if isinstance(moment, datetime.datetime):
        return moment.isoformat()
    return moment
