# SPDX-License-Identifier: Apache-2.0
"""Print rows as a table for people or as JSON for programs."""

import json

import prettytable

TABLE = 'table'
JSON = 'json'


def show(rows, form, columns=()):
    """Print rows.

    :param rows: list of dicts with JSON-ready values
    :param form: TABLE or JSON
    :param columns: the table's columns; default: all keys, in order
    """
    if form == JSON:
        print(json.dumps(rows, indent=2))
        return
    columns = columns or list(dict.fromkeys(
        key for row in rows for key in row))
    table = prettytable.PrettyTable(columns, align='l')
    table.set_style(prettytable.TableStyle.SINGLE_BORDER)
    for row in rows:
        table.add_row([_cell(row.get(column)) for column in columns])
    print(table)


def show_one(row, form):
    """Print a single object."""
    if form == JSON:
        print(json.dumps(row, indent=2))
    else:
        show([{'field': key, 'value': value} for key, value in row.items()],
             form)


def _cell(value):
    return '' if value is None else str(value)
