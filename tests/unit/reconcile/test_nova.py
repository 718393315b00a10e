# SPDX-License-Identifier: Apache-2.0
"""python-novaclient against a Keystone and a Nova that answer anything."""

import contextlib
import http.server
import json
import pathlib
import tempfile
import threading
import unittest
import urllib.parse

from billing_listener import cmd
from billing_listener.reconcile import nova
from tests.functional.listener.process import write_config
from tests.unit.reconcile import answers

PASSWORD = 'this-is-secret'


class _Handler(http.server.BaseHTTPRequestHandler):

    def log_message(self, text, *args):
        """Say nothing."""

    def _answer(self):
        size = int(self.headers.get('Content-Length') or 0)
        body = self.rfile.read(size)
        url = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(url.query)
        if self.command == 'POST':
            self.server.cloud.posts.append((url.path, body))
        status, answer, headers = self.server.cloud.answer(url.path, query)
        data = answer if isinstance(answer, bytes) else json.dumps(
            answer).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(data)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = _answer


class Cloud:
    """A Keystone that lets everybody in, and a Nova; a context manager."""

    def __init__(self, answers_by_path):
        self.answers = answers_by_path
        self.queries = []
        self.posts = []           # (path, body)
        self._server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), _Handler)
        self._server.cloud = self
        self.url = f'http://127.0.0.1:{self._server.server_port}'

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, args=(0.01,),
                         daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path, query):
        if path == '/v3/auth/tokens':
            return 201, {'token': {
                'methods': ['password'], 'user': {'id': 'u', 'name': 'u'},
                'expires_at': '2099-01-01T00:00:00.000000Z',
                'issued_at': '2026-01-01T00:00:00.000000Z',
                'project': {'id': 'p', 'name': 'p'}, 'catalog': [{
                    'type': 'compute', 'name': 'nova', 'id': 'c',
                    'endpoints': [{
                        'interface': 'public', 'id': 'e', 'region': 'r',
                        'region_id': 'r', 'url': f'{self.url}/v2.1'}]}]}}, {
                'X-Subject-Token': 'token'}
        if path == '/v3':
            return 200, {'version': {
                'id': 'v3.14', 'status': 'stable', 'links': [
                    {'rel': 'self', 'href': f'{self.url}/v3'}]}}, {}
        self.queries.append((path, query))
        found = self.answers.get(path, (404, {}))
        status, answer = found(query) if callable(found) else found
        return status, answer, {'OpenStack-API-Version': 'compute 2.79'}


class TestNova(unittest.TestCase):

    @contextlib.contextmanager
    def nova(self, answers_by_path, **options):
        with Cloud(answers_by_path) as self.cloud, \
                tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, 'test.conf')
            write_config(path, {'reconcile': {
                'auth_url': f'{self.cloud.url}/v3', 'username': 'u',
                'password': PASSWORD, 'project_name': 'p',
                'user_domain_name': 'd', 'project_domain_name': 'd',
                'page_size': 2, 'connect_retries': 0, **options}})
            yield nova.Nova(cmd.read_conf(['--config-file', str(path)]))

    def listed(self, *pages):
        """Return an answer that gives page after page, by marker."""
        ids = [page[-1]['id'] for page in pages]

        def answer(query):
            marker = query.get('marker', [None])[0]
            number = ids.index(marker) + 1 if marker else 0
            return 200, {'servers': (pages[number] if number < len(pages)
                                     else [])}
        return {'/v2.1/servers/detail': answer}

    def test_all_pages(self):
        pages = ([answers.server('a'), answers.server('b')],
                 [answers.server('c')])
        with self.nova(self.listed(*pages)) as client:
            self.assertEqual(
                [['a', 'b'], ['c']],
                [[each['id'] for each in page] for page in client.servers()])
            self.assertEqual([['True']] * 3, [
                query['all_tenants'] for _, query in self.cloud.queries])

    def test_a_list_that_never_ends(self):
        same = {'/v2.1/servers/detail': (200, {
            'servers': [answers.server('a')]})}
        with self.nova(same) as client:
            self.assertEqual(1, len(list(client.servers())))

    def test_actions_with_their_events(self):
        known = answers.created()
        base = '/v2.1/servers/x/os-instance-actions'
        with self.nova({
                base: lambda query: (200, {'instanceActions': [] if
                                           'marker' in query else [
                    known, {'action': 'lock', 'request_id': 'r'}, {}]}),
                f'{base}/{known["request_id"]}': (200, {
                    'instanceAction': known})}) as client:
            self.assertEqual([known], client.actions('x', {'create'}))

    def test_actions_that_cannot_be_had_are_one_servers_trouble(self):
        for status in (404, 500):
            with self.nova({'/v2.1/servers/x/os-instance-actions':
                            (status, {})}) as client, \
                    self.assertRaises(nova.BadAnswer):
                client.actions('x', {'create'})

    def test_found_alive_deleted_or_not_at_all(self):
        def answer(query):
            is_deleted = query.get('deleted') == ['True']
            return 200, {'servers': [answers.deleted()] if is_deleted and
                         query['uuid'] == ['gone'] else []}
        with self.nova({'/v2.1/servers/detail': answer}) as client:
            self.assertEqual('DELETED', client.find('gone')['status'])
            self.assertIsNone(client.find('unknown'))

    def test_an_error_at_one_server_is_a_bad_answer(self):
        for answer in ((500, {}), (200, []), (200, {'server': None}),
                       (200, b'{"server": '), (200, b'[' * 100_000),
                       (400, {'badRequest': {'message': 'x'}})):
            with self.subTest(answer=answer[0]), self.nova({
                    '/v2.1/servers/detail': (200, {'servers': []}),
                    '/v2.1/servers/x': answer}) as client, \
                    self.assertRaises(nova.BadAnswer):
                client.find('x')

    def test_who_may_not_ask_finds_nova_away(self):
        for status in (401, 403, 500, 503):
            with self.subTest(status=status), self.nova({
                    '/v2.1/servers/detail': (status, {})}) as client, \
                    self.assertRaises(nova.NovaAway) as caught:
                list(client.servers())
            self.assertNotIn(PASSWORD, str(caught.exception))

    def test_nobody_answers(self):
        with self.nova({}, auth_url='http://127.0.0.1:9/v3') as client, \
                self.assertRaises(nova.NovaAway) as caught:
            list(client.servers())
        self.assertNotIn(PASSWORD, str(caught.exception))
