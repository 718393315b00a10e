# SPDX-License-Identifier: Apache-2.0
"""A site: what the ledger of one region charges for a month."""

import datetime
import typing

from billing_ledger.db.projects import Project
from billing_ledger.statements import month as months


class Site(typing.NamedTuple):
    """The month of a region; the region is what tells ledgers apart.

    ``statements`` are statement.Statements: closed ones, and drafts for
    accounts that have none yet. ``projects`` are the known ones of their
    lines.
    """

    region: str
    month: months.Month
    time_zone: str
    exported_at: datetime.datetime
    projects: tuple
    statements: tuple


def collect(books, month):
    """Return the Site of some books.

    :param books: the Ledger
    :param month: a Month; of one that is not closed there are drafts
    """
    statements = tuple(books.statements.of_month(month))
    projects = books.projects.get({
        line.project_id for each in statements for line in each.lines
        if line.project_id})
    return Site(books.region, month, books.statements.tz.key, books.now(),
                tuple(Project(*each) for _, each in sorted(projects.items())),
                statements)
