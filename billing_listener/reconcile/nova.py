# SPDX-License-Identifier: Apache-2.0
"""What is asked of Nova, with python-novaclient: as dicts, page by page."""

import contextlib

from keystoneauth1 import exceptions as keystone_exceptions
from novaclient import client as nova_client
from novaclient import exceptions as nova_exceptions

from billing_ledger import exception
from billing_listener.reconcile import conf as options

# Of Train (2019): hosts in the events of actions, cells that are down.
MICROVERSION = '2.79'
MOST_ACTIONS = 2000
_SERVICE_TYPE = 'compute'
_ACTIVE = 'ACTIVE'


class NovaAway(exception.BillingError):
    """Nova or Keystone does not answer, or not to this user."""

    msg_fmt = '%(reason)s'


class BadAnswer(exception.BillingError):
    """One question has not been answered in a way that can be used."""

    msg_fmt = '%(reason)s'


class NotFound(BadAnswer):
    """Nova does not know what was asked for."""


class Nova:
    """A Nova, as an administrator sees it.

    :param conf: the configuration
    """

    def __init__(self, conf):
        where = conf[options.GROUP]
        self._page = where.page_size
        self._client = nova_client.Client(
            MICROVERSION, session=options.load_session(conf),
            service_type=_SERVICE_TYPE,
            region_name=where.region_name,
            endpoint_type=where.valid_interfaces,
            endpoint_override=where.endpoint_override,
            connect_retries=where.connect_retries)

    def servers(self, **filters):
        """Yield lists of servers of all projects.

        :param filters: of Nova's GET /servers/detail
        :raises NovaAway: the list ends early
        """
        wanted = {'all_tenants': True, **filters}
        return _to_the_end(_pages(lambda marker: self._client.servers.list(
            search_opts=wanted, marker=marker, limit=self._page), 'id'))

    def migrations(self, **filters):
        """Yield lists of migrations, of servers that are not deleted.

        :param filters: of novaclient's MigrationManager.list()
        """
        return _to_the_end(_pages(lambda marker: self._client.migrations.list(
            marker=marker, limit=self._page, **filters), 'uuid'))

    def find(self, server_id):
        """Return a server, also if it is deleted; None if it is unknown."""
        for deleted in (False, True):
            with _told():
                found = self._client.servers.list(
                    limit=1, search_opts={'all_tenants': True,
                                          'uuid': server_id,
                                          'deleted': deleted})
                if found:
                    return found[0].to_dict()
        return self._get(server_id)

    def _get(self, server_id):
        # A list leaves out what it cannot read, this says so.
        try:
            with _told():
                return self._client.servers.get(server_id).to_dict()
        except NotFound:
            return None

    def actions(self, server_id, wanted):
        """Return the actions of a server with their events.

        :param wanted: names of the actions that are asked for in detail
        """
        found = []
        for page in _pages(
                lambda marker: self._client.instance_action.list(
                    server_id, marker=marker, limit=self._page),
                'request_id'):
            found += [action for action in page if isinstance(
                action.get('action'), str) and action['action'] in wanted]
            if len(found) > MOST_ACTIONS:
                raise BadAnswer(reason=f'it has more than {MOST_ACTIONS} '
                                       'actions')
        return [self._action(server_id, action) for action in found]

    def _action(self, server_id, action):
        with _told():
            return self._client.instance_action.get(
                server_id, action.get('request_id')).to_dict()

    def active_servers(self, project_id):
        """Return the ids of a project's active servers that are at rest.

        :raises NovaAway: the list ends early
        """
        # Nova ignores filters that it does not know.
        return [each['id'] for page in self.servers(
            project_id=project_id, status=_ACTIVE) for each in page
            if each.get('tenant_id') == project_id
            and each.get('status') == _ACTIVE
            and not each.get('OS-EXT-STS:task_state')]

    def stop(self, server_id):
        """Ask for a server to be stopped; that takes a while."""
        with _told():
            self._client.servers.stop(server_id)

    def shelve(self, server_id):
        """Ask for a server to be shelved; that takes a while."""
        with _told():
            self._client.servers.shelve(server_id)

    def hosts(self):
        """Return the names of the hosts of this Nova."""
        with _told():
            return {service.to_dict().get('host') for service
                    in self._client.services.list(binary='nova-compute')}


def _pages(ask, key):
    """Yield lists of dicts until there are none that are new.

    :param ask: takes the key of the last one, returns what follows
    """
    marker, seen = None, set()
    while True:
        with _told():
            page = [each.to_dict() for each in ask(marker)]
        markers = [value for value in (each.get(key) for each in page)
                   if isinstance(value, str)]
        if not page or not markers or markers[-1] in seen:
            if page and not seen:
                yield page
            return
        yield page
        marker = markers[-1]
        seen.add(marker)


def _to_the_end(pages):
    """Yield pages of a list that is of no use unless it is whole.

    :raises NovaAway: one of them cannot be had
    """
    try:
        yield from pages
    except BadAnswer as error:
        raise NovaAway(reason=str(error)) from None


@contextlib.contextmanager
def _told():
    """Turn whatever a question may end in into one of two errors."""
    try:
        yield
    except nova_exceptions.NotFound as error:
        raise NotFound(reason=_sentence(error)) from None
    except (nova_exceptions.Unauthorized, nova_exceptions.Forbidden,
            nova_exceptions.UnsupportedVersion,
            nova_exceptions.NotAcceptable,
            nova_exceptions.OverLimit) as error:
        raise NovaAway(reason=_sentence(error)) from None
    except nova_exceptions.ClientException as error:
        raise BadAnswer(reason=_sentence(error)) from None
    except keystone_exceptions.ClientException as error:
        raise NovaAway(reason=_sentence(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError,
            RecursionError) as error:
        raise BadAnswer(
            reason=f'the answer cannot be read: {_sentence(error)}') from None


def _sentence(error):
    text = str(error).strip().partition('\n')[0][:300]
    return f'{type(error).__name__}: {text}' if text else type(error).__name__
