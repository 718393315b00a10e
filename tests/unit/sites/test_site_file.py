# SPDX-License-Identifier: Apache-2.0
"""What is written is read again; anything else is refused."""

import decimal
import json
import unittest
import unittest.mock

import hypothesis
from hypothesis import strategies

from billing_ledger import exception
from billing_ledger.sites import site_file
from billing_ledger.statements import digest
from tests.unit.sites import samples

SITE = samples.at(
    'north', samples.made(samples.line('10.00'), samples.line('-0.03'),
                          number='2026-000007'),
    samples.made(samples.line('7', unit_price=decimal.Decimal('0.0001')),
                 currency='JPY'),
    projects=[('p1', 'Ünï "c"', 'default')])


def read(document):
    return site_file.read(json.dumps(document).encode(), 'site.json')


def changed(*path, value, sign=True):
    """Return the document of SITE with another value, digest included."""
    document = json.loads(site_file.write(SITE))
    place = document
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    if sign and path != ('digest',):
        del document['digest']
        try:
            document['digest'] = digest.of_document(document)
        except UnicodeEncodeError:
            document['digest'] = '0' * 64
    return document


LINE = ('statements', 0, 'lines', 0)
HOSTILE = (
    (('format',), 'other'), (('version',), 2), (('version',), '1'),
    (('region',), ''), (('region',), 'a b'), (('region',), 'x' * 256),
    (('month',), '2026-13'), (('month',), 202610), (('month',), None),
    (('time_zone',), 'Mars/Base'), (('time_zone',), '../../etc/passwd'),
    (('exported_at',), 'yesterday'), (('projects',), None),
    (('projects',), [{'id': 'p', 'name': 'n'}]),
    (('projects',), [{'id': 'p', 'name': 'n', 'domain_id': 'd'}] * 2),
    (('statements',), {}), (('statements', 0, 'currency'), 'eur'),
    (('statements', 1, 'currency'), 'EUR'),      # one account, twice
    (('statements', 0, 'extra'), 1), (('statements', 0, 'account'), 'acme'),
    (('statements', 0, 'account', 'tax_percent'), '101'),
    (('statements', 0, 'account', 'tax_percent'), '-1'),
    (('statements', 0, 'account', 'id'), ''), ((*LINE, 'kind'), 'gift'),
    ((*LINE, 'project_id'), 'x' * 65), ((*LINE, 'project_id'), None),
    ((*LINE, 'amount'), 10), ((*LINE, 'amount'), '1e9'),
    ((*LINE, 'amount'), 'NaN'), ((*LINE, 'amount'), '١'),
    ((*LINE, 'amount'), '10.00\n'), ((*LINE, 'amount'), '0.001'),
    ((*LINE, 'amount'), '9' * 61), ((*LINE, 'amount'), None),
    ((*LINE, 'quantity'), ''), ((*LINE, 'period_start'), 'x'),
    ((*LINE, 'period_start'), '9999-01-01T00:00:00Z'),
    ((*LINE, 'description'), 'x' * 4001), ((*LINE, 'meter'), ['m']),
    ((*LINE, 'resource_name'), '\ud800'), (('digest',), '0' * 64),
    (('digest',), None))


class TestSiteFile(unittest.TestCase):

    def test_what_is_written_is_read(self):
        self.assertEqual(SITE, site_file.read(
            site_file.write(SITE).encode(), 'north.json'))

    def test_whatever_is_changed_shows(self):
        for path, value in (
                ((*LINE, 'amount'), '10.01'), (('region',), 'south'),
                (('month',), '2026-09'), (('projects',), [])):
            with self.assertRaisesRegex(exception.InvalidSite,
                                        'site.json.*digest'):
                read(changed(*path, value=value, sign=False))

    def test_hostile_files(self):
        for path, value in HOSTILE:
            with self.subTest(path=path, value=str(value)[:40].encode(
                    errors='backslashreplace')), self.assertRaises(
                    exception.InvalidSite):
                read(changed(*path, value=value))

    def test_what_is_no_file_of_a_site(self):
        for content in (
                b'', b'{', b'[]', b'null', b'7', b'\xff\xfe', b'{}',
                b'{"format": "horizon-billing-site"}', b'[' * 1_000_000,
                b'{"a":' * 1_000_000, site_file.write(SITE).encode()[:-9],
                site_file.write(SITE).encode('utf-16')):
            with self.subTest(content[:20]), self.assertRaises(
                    exception.InvalidSite):
                site_file.read(content, 'x')

    def test_later_versions_are_named(self):
        with self.assertRaisesRegex(exception.InvalidSite, 'version 2'):
            site_file.read(b'{"format": "horizon-billing-site", "version": 2,'
                           b' "news": []}', 'x')

    def test_huge_files(self):
        with unittest.mock.patch.object(site_file, 'LARGEST_FILE', 100), \
                self.assertRaisesRegex(exception.InvalidSite, '100 bytes'):
            site_file.read(site_file.write(SITE).encode(), 'x')

    @hypothesis.settings(max_examples=100, deadline=None)
    @hypothesis.given(strategies.decimals(
        -10 ** 20, 10 ** 20, places=2), strategies.text(
        strategies.characters(exclude_categories=['Cs']), max_size=20))
    def test_any_amount_and_any_name(self, amount, name):
        site = samples.at('north', samples.made(
            samples.line(amount + 0, resource_name=name)))
        self.assertEqual(site, site_file.read(
            site_file.write(site).encode(), 'x'))
