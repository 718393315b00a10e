# SPDX-License-Identifier: Apache-2.0
"""A thread that checks budgets, and lets be done what is due."""

from oslo_log import log as logging

from billing_ledger import exception
from billing_listener import outage
from billing_listener import periodic
from billing_listener.reconcile import conf as nova_options

LOG = logging.getLogger(__name__)


class CannotEnforce(exception.BillingError):
    msg_fmt = '[budgets] enforce is set, but %(reason)s.'


def make(conf, books, stopping, is_rushing):
    """Return the thread that the configuration wants, or None.

    :param conf: the configuration
    :param books: the Ledger
    :param stopping: an event that ends the thread
    :param is_rushing: says whether notifications wait in the queue
    :raises CannotEnforce: an option or a package is missing
    """
    options = conf.budgets
    if not options.check_interval:
        if options.enforce:
            raise CannotEnforce(reason='check_interval is 0')
        return None
    enforcement = (_enforcement(conf, books, stopping) if options.enforce
                   else None)
    return Budgeting(books, options.check_interval, stopping, is_rushing,
                     enforcement)


def _enforcement(conf, books, stopping):
    if not nova_options.is_enabled(conf):
        raise CannotEnforce(reason='[reconcile] auth_url is not')
    if not conf.notices.channels:
        raise CannotEnforce(reason='[notices] channels are not: nobody would '
                                   'be told before')
    try:
        from billing_listener.budgets import enforcement
        from billing_listener.reconcile import nova
    except ImportError as error:
        raise CannotEnforce(
            reason=f'a package is missing: {error}. Install '
                   'horizon-billing[reconcile]') from None
    return enforcement.Enforcement(nova.Nova(conf), books.budgets, stopping)


class Budgeting(periodic.Periodic):
    """Checks all budgets now and then.

    Several listeners may do so at once: of everything there is one notice.
    What waits in the queue may have ended what seems to cost money, so it goes
    first.

    :param enforcement: an enforcement.Enforcement; None: notices are all
    """

    trouble = 'Budgets could not be checked; they will be later.'

    def __init__(self, books, interval, stopping, is_rushing, enforcement):
        super().__init__('budgeting', interval, stopping, is_rushing)
        self._books = books
        self._enforcement = enforcement

    def work(self):
        """Check all budgets."""
        for entry in self._books.budgets.list():
            if self._stopping.is_set():
                return
            self._check(entry.budget.project_id)

    def _check(self, project_id):
        """Check a budget; what goes wrong is nothing to the others."""
        try:
            found = self._books.check_budget(project_id)
            if self._enforcement and found and found.order:
                self._enforcement.carry_out(found.order)
        except Exception as error:
            LOG.warning('The budget of project %s could not be checked, or '
                        'not enforced; that is tried again. %s: %s',
                        project_id, type(error).__name__,
                        outage.sentence(error))
