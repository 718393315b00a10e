# SPDX-License-Identifier: Apache-2.0
"""Stop or shelve the active instances of a project beyond its budget."""

from oslo_log import log as logging

from billing_ledger.budgets import budget as budgets
from billing_listener import outage
from billing_listener.reconcile import nova as api

LOG = logging.getLogger(__name__)


class Enforcement:
    """Carries out orders, with Nova.

    :param nova: a reconcile.nova.Nova
    :param kept: the Ledger's budgets
    :param stopping: an event that ends the work between two instances
    """

    def __init__(self, nova, kept, stopping):
        self._actions = {budgets.STOP: nova.stop,
                         budgets.SHELVE: nova.shelve}
        self._nova = nova
        self._kept = kept
        self._stopping = stopping

    def carry_out(self, order):
        """Act on one instance after the other, as long as the order stands.

        What Nova refuses is logged; the next check gives the order again.

        :returns: how many instances were acted on
        :raises NovaAway: nothing can be asked of it now
        """
        done = 0
        project_id = order.budget.project_id
        for server_id in self._nova.active_servers(project_id):
            if self._stopping.is_set() or not self._kept.stands(order):
                break
            done += self._act(order, server_id)
        return done

    def _act(self, order, server_id):
        """Act on an instance; tell whether Nova has agreed."""
        action = order.standing.action
        try:
            self._actions[action](server_id)
        except api.BadAnswer as error:
            LOG.warning('Nova does not %s instance %s of project %s, which is '
                        'beyond its budget; it will be asked again. %s',
                        action, server_id, order.budget.project_id,
                        outage.sentence(error))
            return False
        LOG.info('Project %s is beyond its budget: asked Nova to %s instance '
                 '%s.', order.budget.project_id, action, server_id)
        self._kept.note_done(order, server_id)
        return True
