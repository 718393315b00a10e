# SPDX-License-Identifier: Apache-2.0
"""Options of group [statements] that documents name: who bills, and how."""

from oslo_config import cfg

from billing_ledger.documents.issuer import Issuer

OPTS = [
    cfg.StrOpt('provider_name',
               default='OpenStack', regex=r'\S',
               help='Who runs this cloud, as invoices and FOCUS call it.'),
    cfg.StrOpt('publisher_name',
               help='Who made the services that are billed, as FOCUS calls '
                    'it. Default: the provider.'),
    cfg.StrOpt('invoice_issuer_name',
               help='The company that sends the invoices. Default: the '
                    'provider.'),
    cfg.ListOpt('invoice_issuer_address',
                default=[],
                help='The lines of its address.'),
    cfg.StrOpt('invoice_issuer_tax_id',
               help='Its tax number.'),
    cfg.StrOpt('invoice_note',
               default='',
               help='A sentence beneath the total of an invoice, for example '
                    'when and how to pay. Drafts do not have it.'),
    cfg.StrOpt('locale',
               default='en',
               help='How numbers and dates are written in HTML and PDF, for '
                    'example "de" or "pt_BR". The words are English.'),
]


def issuer(conf):
    """Return the Issuer that the options describe."""
    options = conf.statements
    return Issuer(
        provider_name=options.provider_name,
        publisher_name=options.publisher_name or options.provider_name,
        name=options.invoice_issuer_name or options.provider_name,
        address='\n'.join(options.invoice_issuer_address),
        tax_id=options.invoice_issuer_tax_id,
        note=options.invoice_note)
