# SPDX-License-Identifier: Apache-2.0
"""Statements to print: small ones, and as large as wanted."""

import datetime
import decimal

from billing_ledger import currency as currencies
from billing_ledger.documents.issuer import Issuer
from billing_ledger.statements import statement as statements

D = decimal.Decimal
# November 2026 in Berlin.
START = datetime.datetime(2026, 10, 31, 23, tzinfo=datetime.UTC)
END = datetime.datetime(2026, 11, 30, 23, tzinfo=datetime.UTC)
LONG_NAME = 'billing-' + 'averylongnamewithoutanyspace' * 8
ARABIC = 'خادم الويب ١'
HEBREW = 'שרת אינטרנט 7'
CHINESE = '网络服务器一号'
JAPANESE = 'ウェブサーバー東京'
KOREAN = '웹 서버'
HTML = '<img src="http://192.0.2.1/x.png"><script>alert(1)</script>'
HOSTILE_NAMES = (LONG_NAME, ARABIC, HEBREW, CHINESE, JAPANESE, KOREAN, HTML,
                 '\u202egnp.exe', 'line\nbreak', 'nul\x00\x1b[31m',
                 '</td></tr></table><h1>0.00', '{{ 7 * 7 }}', "=1+1")
ISSUER = Issuer(
    provider_name='OpenStack', publisher_name='OpenStack',
    name='Example Cloud GmbH',
    address='Beispielstraße 12\n10115 Berlin\nGermany',
    tax_id='DE123456789',
    note='Please pay within 14 days to DE00 0000 0000 0000 0000 00.')
ACCOUNT = statements.Account(
    id='acme', name='ACME Rockets Ltd.',
    address='1 Desert Road\nCactus Springs', tax_id='US-42',
    tax_name='VAT', tax_percent=D(19))


def line(amount='9.30', **changes):
    """Return a Line of usage: by default a month of 744 hours at 0.0125."""
    amount = D(amount)
    values = {
        'kind': statements.USAGE, 'project_id': 'p1', 'project_name': 'web',
        'region': 'RegionOne', 'resource_group': 'compute',
        'resource_id': '175d5d0c-5059-4617-8e5e-fc704d08b934',
        'resource_name': 'web-1', 'meter': 'vcpu.allocated',
        'description': 'Virtual CPUs, allocated', 'period_start': START,
        'period_end': END, 'quantity': D('744'), 'unit': 'vCPU-hour',
        'unit_price': D('0.0125'), 'price_id': 'price-1',
        'list_amount': amount, 'amount': amount, 'refers_to': None}
    return statements.Line(**{**values, **changes})


def other(kind, amount, description, **changes):
    """Return a Line that is no usage."""
    return line(amount, **{
        'kind': kind, 'description': description, 'resource_id': None,
        'resource_name': None, 'meter': None, 'quantity': None, 'unit': None,
        'unit_price': None, 'price_id': None, **changes})


def sparse(**changes):
    """Return a Line of usage that has nothing that may be missing."""
    return line(**{
        'project_name': None, 'region': None, 'resource_id': None,
        'resource_name': None, 'meter': None, 'description': '',
        'quantity': None, 'unit': None, 'unit_price': None, 'price_id': None,
        **changes})


SPARSE_ACCOUNT = ACCOUNT._replace(name='', address='', tax_id=None,
                                  tax_name='')


def statement(*lines, currency='EUR', account=ACCOUNT, **changes):
    """Return a closed Statement of lines, with its sums."""
    subtotal = sum((one.amount for one in lines), D(0))
    tax = currencies.rounded(subtotal * account.tax_percent / 100, currency)
    values = {
        'number': '2026-000042', 'status': statements.CLOSED,
        'account': account, 'period_start': START, 'period_end': END,
        'time_zone': 'Europe/Berlin', 'currency': currency,
        'issued_at': datetime.datetime(2026, 12, 3, 8, tzinfo=datetime.UTC),
        'lines': tuple(lines), 'subtotal': subtotal, 'tax': tax,
        'total': subtotal + tax, 'digest': 'ab' * 32}
    return statements.Statement(**{**values, **changes})


def draft(*lines, **changes):
    """Return a Statement that is not closed."""
    return statement(*lines, **{
        'number': None, 'status': statements.DRAFT, 'issued_at': None,
        'digest': None, **changes})


_METERS = (('instance.uptime', 'compute', 'instance-hour', 'Uptime', '0.01'),
           ('vcpu.allocated', 'compute', 'vCPU-hour',
            'Virtual CPUs, allocated', '0.0125'),
           ('memory.allocated', 'compute', 'GiB-hour', 'Memory, allocated',
            '0.004'),
           ('network.outgoing.bytes', 'network', 'GiB', 'Traffic, sent',
            '0.09'),
           ('volume.stored', 'volume', 'GiB-hour', 'Volumes', '0.000137'))
_HOURS = D('720.123456')


def many(count, currency='EUR', projects=3, names=()):
    """Return lines of several projects, with all kinds of names."""
    return [_one(number, currency, projects, names)
            for number in range(count)]


def _one(number, currency, projects, names):
    meter, group, unit, description, price = _METERS[number % len(_METERS)]
    server = number // len(_METERS)
    project = server % projects
    quantity = _HOURS * (server % 16 + 1)
    amount = currencies.rounded(quantity * D(price), currency)
    name = names[server % len(names)] if names else f'server-{server:05}'
    return line(
        amount, project_id=f'{project:032x}', project_name=f'team-{project}',
        resource_group=group, meter=meter, unit=unit, resource_name=name,
        resource_id=f'00000000-0000-4000-8000-{server:012x}',
        description=description, quantity=quantity, unit_price=D(price),
        price_id=f'price-{meter}')


def with_everything(*lines, currency='EUR'):
    """Return lines together with a discount, a correction and a credit."""
    return [
        *lines,
        line('8.37', list_amount=D('9.30'), resource_name='db-1'),
        other(statements.DISCOUNT, '-5', 'Loyalty discount'),
        other(statements.CORRECTION, '-1', 'Virtual CPUs, allocated',
              resource_id='175d5d0c-5059-4617-8e5e-fc704d08b934',
              resource_name='web-1', meter='vcpu.allocated',
              quantity=D('-80'), unit='vCPU-hour', unit_price=D('0.0125'),
              period_start=datetime.datetime(2026, 9, 30, 22,
                                             tzinfo=datetime.UTC),
              period_end=START, refers_to='2026-000017'),
        other(statements.CREDIT, '-2', 'Outage of 12 November',
              project_id='', project_name=None)]


def variety():
    """Return lines of every kind, with what may be missing missing."""
    return with_everything(
        line('9.30'),
        line('9.30', unit_price=None),
        line('5.00', quantity=None, unit=None, unit_price=None),
        line('5.00', quantity=D(0)),
        line('0.00', quantity=D(0)),
        line('0.07', list_amount=D('9.30')),
        line('9.16', quantity=D('733.123456789012345678')),
        line(project_name=None, region=None, price_id=None),
        line(resource_id=None, resource_name=None, meter=None,
             resource_group='support'),
        line(resource_name='175d5d0c-5059-4617-8e5e-fc704d08b934'),
        sparse(), sparse(kind='correction'),
        sparse(kind='credit', project_id=''),
        other('correction', '-3.00', 'Goodwill', refers_to='2026-000001'),
        *many(10))
