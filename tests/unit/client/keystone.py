# SPDX-License-Identifier: Apache-2.0
"""As much of Keystone as a command line needs, as a WSGI application."""

import json

from keystoneauth1 import fixture
from werkzeug import exceptions
from werkzeug import wrappers


class Keystone:
    """Knows one user, and projects by name.

    :param token: the id of each token that it issues
    :param project: (id, name) of the project of the tokens
    :param projects: mapping of names to ids, for those who may look
    :param billing: the endpoint of the billing service, or None
    """

    def __init__(self, token, project, projects, billing):
        self._token = token
        self._project = project
        self._projects = projects
        self._billing = billing

    @wrappers.Request.application
    def __call__(self, request):
        path = request.path.rstrip('/')
        if path.endswith('/auth/tokens'):
            return _json(self._issue(request.host_url), 201,
                         {'X-Subject-Token': self._token})
        if path.endswith('/projects'):
            return self._find(request.args.get('name'))
        if '/projects/' in path:
            return exceptions.NotFound()
        versions = fixture.DiscoveryList(
            request.host_url, v2=False)
        return _json(versions, 200)

    def _find(self, name):
        if self._projects is None:
            return exceptions.Forbidden()
        found = [{'id': project_id, 'name': each}
                 for each, project_id in self._projects.items()
                 if name in (None, each)]
        return _json({'projects': found}, 200)

    def _issue(self, url):
        project_id, name = self._project
        issued = fixture.V3Token(project_id=project_id, project_name=name)
        issued.add_service('identity').add_standard_endpoints(
            public=f'{url}v3', region='RegionOne')
        if self._billing:
            issued.add_service('billing').add_standard_endpoints(
                public=self._billing, region='RegionOne')
        return issued


def _json(document, status, headers=None):
    return wrappers.Response(json.dumps(document), status, headers,
                             mimetype='application/json')
