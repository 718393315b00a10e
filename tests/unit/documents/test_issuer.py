# SPDX-License-Identifier: Apache-2.0
"""Who bills is what the options of group [statements] say."""

import unittest

from billing_ledger import conf as configuration
from billing_ledger.conf import documents


class TestIssuer(unittest.TestCase):

    def issuer(self, **options):
        conf = configuration.new_conf()
        for name, value in options.items():
            conf.set_override(name, value, group='statements')
        return documents.issuer(conf)

    def test_by_default_it_is_openstack(self):
        issuer = self.issuer()
        self.assertEqual(('OpenStack',) * 3, (
            issuer.provider_name, issuer.publisher_name, issuer.name))
        self.assertEqual(('', None, ''), (
            issuer.address, issuer.tax_id, issuer.note))

    def test_the_provider_stands_for_the_others(self):
        issuer = self.issuer(provider_name='Example Cloud')
        self.assertEqual('Example Cloud', issuer.publisher_name)
        self.assertEqual('Example Cloud', issuer.name)

    def test_each_can_be_named(self):
        issuer = self.issuer(
            provider_name='A', publisher_name='B', invoice_issuer_name='C',
            invoice_issuer_address=['1 Road', 'Town'],
            invoice_issuer_tax_id='T', invoice_note='Pay.')
        self.assertEqual(('A', 'B', 'C', '1 Road\nTown', 'T', 'Pay.'),
                         tuple(issuer))

    def test_the_provider_has_a_name(self):
        for name in ('', ' '):
            with self.assertRaises(ValueError):
                self.issuer(provider_name=name)
