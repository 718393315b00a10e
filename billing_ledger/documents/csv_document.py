# SPDX-License-Identifier: Apache-2.0
"""A statement as CSV: a row for each line, and one for the tax.

So the column ``amount`` adds up to the total.
"""

from billing_ledger import times
from billing_ledger.documents import spreadsheet

MEDIA_TYPE = 'text/csv; charset=utf-8'
TAX = 'tax'
COLUMNS = (
    'statement', 'status', 'account_id', 'account_name', 'statement_start',
    'statement_end', 'time_zone', 'kind', 'project_id', 'project_name',
    'region', 'resource_group', 'resource_id', 'resource_name', 'meter',
    'description', 'period_start', 'period_end', 'quantity', 'unit',
    'unit_price', 'price_id', 'list_amount', 'amount', 'currency',
    'refers_to', 'user_id')


def csv(statement, bom=False):
    """Yield the statement as texts of CSV, to be encoded as UTF-8.

    Texts that a spreadsheet would carry out get an apostrophe in front.

    :param statement: a Statement
    :param bom: begin with a byte order mark, by which Excel knows UTF-8
    """
    return spreadsheet.pieces(COLUMNS, _rows(statement), bom)


def _rows(statement):
    common = {
        'statement': statement.number, 'status': statement.status,
        'account_id': statement.account.id,
        'account_name': statement.account.name,
        'statement_start': times.to_text(statement.period_start),
        'statement_end': times.to_text(statement.period_end),
        'time_zone': statement.time_zone, 'currency': statement.currency}
    for line in statement.lines:
        yield _row({**common, **line._asdict(),
                    'period_start': times.to_text(line.period_start),
                    'period_end': times.to_text(line.period_end)})
    if statement.tax:
        yield _row({**common, 'kind': TAX,
                    'description': statement.account.tax_name,
                    'period_start': common['statement_start'],
                    'period_end': common['statement_end'],
                    'list_amount': statement.tax, 'amount': statement.tax})


def _row(values):
    return [values.get(column) for column in COLUMNS]
