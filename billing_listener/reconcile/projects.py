# SPDX-License-Identifier: Apache-2.0
"""Learn from Keystone what projects are called, and their domains."""

from keystoneauth1 import discover
from keystoneauth1 import exceptions as keystone_exceptions
from keystoneauth1 import plugin
from oslo_log import log as logging

from billing_ledger import exception
from billing_ledger import project_list

LOG = logging.getLogger(__name__)

_KEYSTONE = {'service_type': 'identity', 'interface': plugin.AUTH_INTERFACE,
             'min_version': (3,), 'max_version': (3, discover.LATEST)}
# Far more than any cloud has: a list that never ends is left.
_MOST_PAGES = 10_000


class KeystoneAway(exception.BillingError):
    """Keystone does not list its projects, or not to this user."""

    msg_fmt = 'Keystone does not list its projects: %(reason)s'


class Names:
    """Keeps the books' projects those of a Keystone.

    :param session: a keystoneauth1 session
    :param known: the ProjectList of the books
    """

    def __init__(self, session, known):
        self._session = session
        self._known = known

    def learn(self):
        """Store all projects; return how many were new or had changed.

        :raises KeystoneAway: they cannot be had
        """
        found, unreadable = [], 0
        for data in self._listed():
            try:
                found.append(project_list.read(data))
            except exception.InvalidProject:
                unreadable += 1
        if unreadable:
            LOG.warning('%d projects that Keystone lists are left out: they '
                        'cannot be read.', unreadable)
        return self._known.store(found)

    def _listed(self):
        """Yield projects, page after page where Keystone makes pages."""
        marker, seen = None, set()
        for _ in range(_MOST_PAGES):
            answer = self._ask(marker)
            page = answer.get('projects')
            if not isinstance(page, list):
                raise KeystoneAway(reason='the answer has no list of them')
            yield from page
            links = answer.get('links')
            last = page[-1] if page else None
            marker = last.get('id') if isinstance(last, dict) else None
            if (not isinstance(links, dict) or not links.get('next')
                    or not isinstance(marker, str) or marker in seen):
                return
            seen.add(marker)

    def _ask(self, marker):
        try:
            answer = self._session.get(
                '/projects', endpoint_filter=_KEYSTONE,
                params={'marker': marker} if marker else {}).json()
        except keystone_exceptions.ClientException as error:
            raise KeystoneAway(reason=error) from None
        except (ValueError, RecursionError):
            raise KeystoneAway(reason='the answer is no JSON') from None
        if not isinstance(answer, dict):
            raise KeystoneAway(reason='the answer is no JSON object')
        return answer
