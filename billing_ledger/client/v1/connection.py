# SPDX-License-Identifier: Apache-2.0
"""Speak HTTP with the billing service, page by page."""

import urllib.parse

from keystoneauth1 import adapter

from billing_ledger.client import exceptions

VERSION = '/v1'
PAGE = 50000


class Connection:
    """A keystoneauth1 Adapter that knows the paths of the API.

    The endpoint in the service catalog may name the version or not.
    """

    def __init__(self, **options):
        self._adapter = adapter.Adapter(**options)

    def get(self, path, query=None):
        return self._request('GET', path, params=_present(query or {}))

    def get_file(self, path, query=None):
        """Return the bytes of what the API gives as a file."""
        response = self._send('GET', path, accept='*/*',
                              params=_present(query or {}))
        # The welcome page of a web server is not taken for a document.
        if not response.headers.get(
                'Content-Disposition', '').startswith('attachment'):
            raise exceptions.InvalidAnswer()
        return response.content

    def delete(self, path, query=None):
        return self._request('DELETE', path, params=_present(query or {}))

    def post(self, path, body):
        return self._request('POST', path, json=body)

    def patch(self, path, body):
        return self._request('PATCH', path, json=body)

    def put(self, path, body):
        return self._request('PUT', path, json=body)

    def pages(self, path, query):
        """Yield the documents of all pages of a list."""
        query = {'limit': PAGE} | _present(query)
        while query:
            document = self.get(path, query)
            yield document
            query = _next_query(document)

    def _request(self, method, path, **options):
        document = _document(self._send(method, path, **options))
        if document is None:
            raise exceptions.InvalidAnswer()
        return document

    def _send(self, method, path, accept='application/json', **options):
        try:
            return self._adapter.request(
                self._base() + path, method, headers={'Accept': accept},
                **options)
        except exceptions.HttpError as error:
            # keystoneauth1 adds the status and the request id, which are in
            # str(error) as well.
            error.message = _message(error.response) or error.message
            raise

    def _base(self):
        """Return the address of version 1."""
        endpoint = self._adapter.get_endpoint()
        if not endpoint:
            raise exceptions.EndpointNotFound(
                'The service catalog has no endpoint of the billing service '
                f'(service type {self._adapter.service_type}) for you.')
        return endpoint.rstrip('/').removesuffix(VERSION) + VERSION


def _document(response):
    """Return the JSON object that a response holds, or None."""
    try:
        document = response.json()
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _message(response):
    error = (_document(response) or {}).get('error')
    return error.get('message') if isinstance(error, dict) else None


def _next_query(document):
    """Return the query of the next page, or None after the last.

    Of the link its query alone is used: whatever host it names, the token
    goes nowhere but to the endpoint of the service catalog.
    """
    for link in document.get('links', ()):
        if link.get('rel') == 'next':
            return urllib.parse.parse_qs(
                urllib.parse.urlsplit(link['href']).query)
    return None


def _present(query):
    return {name: value for name, value in query.items()
            if value is not None}
