# SPDX-License-Identifier: Apache-2.0
"""Believe everybody: for development on one's own machine."""

_DEFAULTS = {
    'HTTP_X_USER_ID': 'noauth',
    'HTTP_X_PROJECT_ID': 'noauth',
    'HTTP_X_ROLES': 'admin,member,reader',
}


class NoAuth:
    """WSGI middleware in the place of keystonemiddleware's auth_token.

    A caller is an administrator, or whoever the headers say.
    """

    def __init__(self, application):
        self._application = application

    def __call__(self, environ, start_response):
        return self._application(
            _DEFAULTS | environ | {'HTTP_X_IDENTITY_STATUS': 'Confirmed'},
            start_response)
