# SPDX-License-Identifier: Apache-2.0
"""billing-manage, run inside of a test."""

import contextlib
import io
import json
import os
import sys
import unittest.mock

from billing_ledger import ledger
from billing_ledger.cmd import manage
from tests.unit.ledger import base


class ManageTestCase(base.BooksTestCase):
    """Runs commands on a database of their own."""

    def setUp(self):
        super().setUp()
        self.enterContext(unittest.mock.patch.dict(os.environ, {
            'OS_DATABASE__CONNECTION':
                f'sqlite:///{self.folder}/manage.sqlite'}))

    def run_manage(self, *argv, stdin=b''):
        """Return (exit status, standard output, standard error)."""
        out, err = io.StringIO(), io.StringIO()
        pipe = io.TextIOWrapper(io.BufferedReader(io.BytesIO(stdin)))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(
                err), unittest.mock.patch.object(sys, 'stdin', pipe):
            try:
                status = manage.main(argv)
            except SystemExit as error:
                status = error.code
        return status, out.getvalue(), err.getvalue()

    def json(self, *argv, **kwargs):
        status, out, err = self.run_manage('--format', 'json', *argv, **kwargs)
        self.assertEqual('', err)
        self.assertEqual(0, status)
        return json.loads(out)

    def opened(self):
        """Return the Ledger that the commands work on."""
        self.conf.set_override(
            'connection', os.environ['OS_DATABASE__CONNECTION'],
            group='database')
        return ledger.Ledger(self.conf)
