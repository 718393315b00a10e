# SPDX-License-Identifier: Apache-2.0
"""billing_ledger.wsgi and billing-api, as a machine starts them."""

import os
import pathlib
import subprocess
import sys
import unittest
from unittest import mock

from billing_ledger.cmd import api
from tests.unit.api import base

LOAD = """
import sys
sys.argv = ['uwsgi', '--port', 'not a number', '--unknown']
from billing_ledger import wsgi
from werkzeug import test
print(test.Client(wsgi.application).get(sys.stdin.readline().strip()).text)
"""


def run(code, path='/', **environ):
    """Run Python code in a fresh process with an environment."""
    environ = {name: value for name, value in os.environ.items()
               if not name.startswith('OS_')} | environ
    return subprocess.run([sys.executable, '-c', code], input=path, text=True,
                          capture_output=True, env=environ, timeout=60,
                          check=False)


class WsgiTest(base.ApiTestCase):

    def environ(self):
        return {'OS_DATABASE__CONNECTION':
                f'sqlite:///{self.folder}/billing.sqlite'}

    def test_loads_whatever_the_arguments_of_the_server_are(self):
        done = run(LOAD, **self.environ())
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertIn('"versions"', done.stdout)

    def test_is_configured_by_environment_variables(self):
        done = run(LOAD, '/healthcheck', **self.environ())
        self.assertIn('The database answers.', done.stdout, done.stderr)
        done = run(LOAD, '/healthcheck',
                   OS_DATABASE__CONNECTION=f'sqlite:///{self.folder}')
        self.assertIn('The database does not answer.', done.stdout)

    def test_is_configured_by_a_file(self):
        pathlib.Path(self.folder, 'billing.conf').write_text(
            '[database]\n'
            f'connection = sqlite:///{self.folder}/billing.sqlite\n'
            '[healthcheck]\n'
            'allowed_source_ranges = 192.0.2.0/24\n')
        done = run(LOAD, '/healthcheck', OS_BILLING_CONFIG_DIR=self.folder)
        self.assertIn('"code": 404', done.stdout, done.stderr)

    def test_a_file_that_is_missing_is_named(self):
        done = run(LOAD, OS_BILLING_CONFIG_DIR=f'{self.folder}/none')
        self.assertNotEqual(0, done.returncode)
        self.assertIn(f'{self.folder}/none/billing.conf', done.stderr)

    def test_refuses_to_let_everybody_in(self):
        done = run(LOAD, OS_API__AUTH_STRATEGY='noauth', **self.environ())
        self.assertNotEqual(0, done.returncode)
        self.assertIn('noauth', done.stderr)


class DevelopmentServerTest(unittest.TestCase):

    def test_noauth_stays_on_this_machine(self):
        for host in ('0.0.0.0', '::', '192.0.2.1', 'billing.example.org'):
            with mock.patch.dict(os.environ, OS_API__AUTH_STRATEGY='noauth',
                                 OS_API__HOST=host):
                self.assertIn('set [api] host to 127.0.0.1', api.main([]))

    def test_what_is_this_machine(self):
        for host in ('127.0.0.1', '127.8.8.8', '::1', 'localhost'):
            self.assertTrue(api.is_loopback(host))
        for host in ('0.0.0.0', '::', '10.0.0.1', 'localhost.example.org'):
            self.assertFalse(api.is_loopback(host))
