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


class InvalidProject(BillingError):
    msg_fmt = 'This is no project: %(reason)s.'
    code = 400


class InvalidSite(BillingError):
    msg_fmt = '%(name)s cannot be used: %(reason)s.'
    code = 400


class SitesDisagree(BillingError):
    """Files of sites that make no sense together."""

    msg_fmt = '%(reason)s'
    code = 409


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


class DiscountNotFound(BillingError):
    msg_fmt = 'There is no discount %(discount_id)s.'
    code = 404


class InvalidBook(BillingError):
    msg_fmt = 'Line %(line)s, %(field)s: %(reason)s.'
    code = 400


class SchemaOutdated(BillingError):
    msg_fmt = ('The database %(url)s has tables of revision %(found)s, this '
               'release needs %(needed)s: run "billing-manage db upgrade".')
    code = 503


class InvalidLocale(BillingError):
    msg_fmt = ('There is no locale "%(name)s": use a name such as "en", '
               '"de" or "pt_BR".')
    code = 400


class PdfUnavailable(BillingError):
    msg_fmt = 'PDF documents cannot be made here: %(reason)s'
    code = 501


class StatementTooLong(BillingError):
    msg_fmt = ('A PDF has %(most)s lines at most, this statement has '
               '%(lines)s: take CSV or HTML instead.')
    code = 422
class InvalidAccount(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class AccountNotFound(BillingError):
    msg_fmt = 'There is no account %(account_id)s.'
    code = 404


class MonthIsClosed(BillingError):
    msg_fmt = ('%(month)s is closed: what belongs to whom can change from '
               '%(next_month)s on.')
    code = 409


class MonthIsNotOver(BillingError):
    msg_fmt = '%(month)s can be closed from %(due_at)s on.'
    code = 409


class EarlierMonthIsOpen(BillingError):
    msg_fmt = 'Close %(earlier)s before %(month)s: it would never be billed.'
    code = 409


class StatementNotFound(BillingError):
    msg_fmt = 'There is no statement %(number)s.'
    code = 404


class InvalidCredit(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class CreditNotFound(BillingError):
    msg_fmt = 'There is no credit %(credit_id)s.'
    code = 404


class InvalidBudget(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class BudgetNotFound(BillingError):
    msg_fmt = 'Project %(project_id)s has no budget.'
    code = 404


class InvalidWallet(BillingError):
    msg_fmt = '%(reason)s'
    code = 400


class WalletNotFound(BillingError):
    msg_fmt = 'Account %(account_id)s has no wallet in %(currency)s.'
    code = 404


class WalletConflict(BillingError):
    msg_fmt = '%(reason)s'
    code = 409


class UnbalancedEntry(BillingError):
    msg_fmt = ('The postings of an entry add up to %(rest)s instead of '
               'nothing: it was not stored.')
