# SPDX-License-Identifier: Apache-2.0
"""Arrange a statement the way it is read on paper: sections and sums.

Everything here is text already; the template only places it.
"""

import decimal
import itertools
import typing

from billing_ledger.documents.figures import Figures
from billing_ledger.documents.printable import lines as lines_of
from billing_ledger.documents.printable import printable
from billing_ledger.statements import statement as statements

# Kinds of lines that stand in sections of their own, after the projects.
_OTHER_KINDS = ((statements.DISCOUNT, 'Discounts'),
                (statements.CORRECTION, 'Corrections'),
                (statements.CREDIT, 'Credits'))


class Row(typing.NamedTuple):
    """A line; what does not apply is ''."""

    description: str
    details: tuple            # smaller lines beneath the description
    quantity: str
    unit: str
    unit_price: str
    amount: str


class Resource(typing.NamedTuple):
    """Rows of one resource; rows of none have no name."""

    name: str
    id: str
    rows: list


class Group(typing.NamedTuple):
    """Resources of one resource group."""

    title: str
    resources: list
    subtotal: str


class Section(typing.NamedTuple):
    """A project's usage, or what stands beside the projects."""

    title: str
    id: str
    groups: list
    total: str


class Sum(typing.NamedTuple):
    """A line of the summary."""

    label: str
    amount: str


class Party(typing.NamedTuple):
    """Who sends or who pays."""

    name: str
    address: list
    tax_id: str


class Invoice(typing.NamedTuple):
    """All that a printed statement says."""

    is_draft: bool
    number: str
    account_id: str
    issued: str
    period: str
    time_zone: str
    currency: str
    sender: Party
    payer: Party
    sections: list
    sums: list
    total: str
    note: list
    digest: str


def arrange(statement, issuer, locale='en'):
    """Return the Invoice of a Statement.

    :param issuer: an Issuer
    :param locale: whose way of writing numbers and dates is used
    :raises InvalidLocale: there is no such locale
    """
    figures = Figures(locale, statement.currency, statement.time_zone)
    account = statement.account
    is_draft = statement.status != statements.CLOSED
    return Invoice(
        is_draft=is_draft,
        number=printable(statement.number),
        account_id=printable(account.id),
        issued=figures.day(statement.issued_at),
        period=figures.period(statement.period_start, statement.period_end),
        time_zone=statement.time_zone,
        currency=statement.currency,
        sender=_party(issuer),
        payer=_party(account),
        sections=[*_projects(statement, figures), *_others(statement,
                                                           figures)],
        sums=_sums(statement, figures),
        total=figures.money(statement.total),
        note=[] if is_draft else lines_of(issuer.note),
        digest=statement.digest or '')


def _party(party):
    return Party(printable(party.name), lines_of(party.address),
                 printable(party.tax_id))


def _projects(statement, figures):
    """Return a Section for each project, its resource groups inside."""
    usage = sorted((line for line in statement.lines
                    if line.kind == statements.USAGE), key=_place)
    for project_id, lines in itertools.groupby(
            usage, key=lambda line: line.project_id):
        lines = list(lines)
        groups = [
            _group(_title(name), list(rows), statement, figures)
            for name, rows in itertools.groupby(
                lines, key=lambda line: line.resource_group)]
        yield Section(f'Project {_name(lines[0], project_id)}',
                      printable(project_id), groups,
                      _total(lines, figures))


def _others(statement, figures):
    """Return a Section for each kind of line that is not usage."""
    for kind, title in _OTHER_KINDS:
        # What is of no resource comes first: it would seem to be of the one
        # above.
        lines = sorted((line for line in statement.lines
                        if line.kind == kind), key=_has_resource)
        if lines:
            yield Section(title, '', [_group('', lines, statement, figures)],
                          _total(lines, figures))


def _place(line):
    """Return what usage is sorted by; equal lines stay in their order."""
    return (line.project_name or '', line.project_id, line.resource_group,
            line.resource_name or '', line.resource_id or '')


def _has_resource(line):
    return bool(line.resource_name or line.resource_id)


def _name(line, project_id):
    return printable(line.project_name or project_id)


def _title(resource_group):
    text = printable(resource_group)
    return text[:1].upper() + text[1:]


def _group(title, lines, statement, figures):
    resources = [
        _resource(list(rows), statement, figures)
        for _, rows in itertools.groupby(
            lines, key=lambda line: (line.resource_id, line.resource_name))]
    return Group(title, resources, _total(lines, figures))


def _resource(lines, statement, figures):
    first = lines[0]
    return Resource(printable(first.resource_name or first.resource_id),
                    printable(first.resource_id),
                    [_row(line, statement, figures) for line in lines])


def _row(line, statement, figures):
    return Row(
        description=printable(line.description),
        details=tuple(_details(line, statement, figures)),
        quantity=figures.quantity(line.quantity),
        unit=printable(line.unit),
        unit_price=figures.unit_price(line.unit_price),
        amount=figures.amount(line.amount))


def _details(line, statement, figures):
    """Yield what is worth saying because it is not what one expects."""
    period = line.period_start, line.period_end
    if period != (statement.period_start, statement.period_end):
        yield figures.period(*period)
    if line.user_id:
        yield f'user {printable(line.user_id)}'
    if line.refers_to:
        yield f'belongs to {printable(line.refers_to)}'
    if line.kind == statements.USAGE:
        if line.list_amount != line.amount:
            yield f'{figures.amount(line.list_amount)} without discount'
    elif line.project_id:
        yield f'project {_name(line, line.project_id)}'


def _total(lines, figures):
    return figures.amount(_add(line.amount for line in lines))


def _add(amounts):
    return sum(amounts, decimal.Decimal(0))


def _sums(statement, figures):
    """Return what leads from the usage to the total."""
    sums = [Sum('Usage', _total([line for line in statement.lines
                                 if line.kind == statements.USAGE],
                                figures))]
    for kind, title in _OTHER_KINDS:
        lines = [line for line in statement.lines if line.kind == kind]
        if lines:
            sums.append(Sum(title, _total(lines, figures)))
    if len(sums) > 1:
        sums.append(Sum('Subtotal', figures.amount(statement.subtotal)))
    account = statement.account
    if statement.tax or account.tax_percent:
        sums.append(Sum(f'{printable(account.tax_name) or "Tax"} '
                        f'{figures.percent(account.tax_percent)}',
                        figures.amount(statement.tax)))
    return sums
