# SPDX-License-Identifier: Apache-2.0
"""What can go wrong in the ledger, in sentences an operator can act on."""


class BillingError(Exception):
    """Base of all errors of the ledger.

    ``msg_fmt`` is completed with the keyword arguments; ``code`` is the HTTP
    status that the REST API answers with.
    """

    msg_fmt = 'The billing service met an unknown problem.'
    code = 500

    def __init__(self, **fields):
        self.fields = fields
        super().__init__(self.msg_fmt % fields)


class MalformedMessage(BillingError):
    """A notification that cannot be understood; it belongs in quarantine."""

    msg_fmt = '%(reason)s'
    code = 400


class InvalidTime(BillingError):
    msg_fmt = '%(name)s is not a usable time: %(reason)s.'
    code = 400


class InvalidQuery(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class InvalidPrice(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class InvalidMeter(BillingError):
    """The operator's configuration of meters, or a plugin, is of no use."""

    msg_fmt = '%(reason)s'


class PriceConflict(BillingError):
    msg_fmt = '%(reason)s'
    code = 409


class PriceNotFound(BillingError):
    msg_fmt = 'There is no price %(price_id)s.'
    code = 404


class SchemaOutdated(BillingError):
    msg_fmt = ('The database %(url)s has tables of revision %(found)s, this '
               'release needs %(needed)s: run "billing-manage db upgrade".')
    code = 503
