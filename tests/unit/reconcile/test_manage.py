# SPDX-License-Identifier: Apache-2.0
"""billing-manage shows what was healed, when, and from which record."""

import contextlib
import io
import json
import os
import threading
import unittest.mock

from billing_ledger.cmd import manage
from billing_listener.reconcile import rounds
from tests.unit.ledger import base
from tests.unit.reconcile import answers
from tests.unit.reconcile.test_rounds import OPTIONS


class TestManage(base.BooksTestCase):

    def setUp(self):
        super().setUp()
        environment = unittest.mock.patch.dict(os.environ, {
            'OS_DATABASE__CONNECTION': self.conf.database.connection})
        environment.start()
        self.addCleanup(environment.stop)
        rounds.Reconciler(
            answers.Nova([answers.deleted(), answers.server('other')], {
                each: [answers.created()] for each in (base.INSTANCE,
                                                       'other')}),
            self.books, OPTIONS, threading.Event()).compare_all()

    def shown(self, *arguments):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            status = manage.main([*arguments, '--format', 'json'])
        self.assertEqual(0, status)
        return json.loads(printed.getvalue())

    def test_all_of_it(self):
        rows = self.shown('reconciled')
        self.assertEqual({base.INSTANCE: 3, 'other': 2}, {
            each: sum(row['resource_id'] == each for row in rows)
            for each in (base.INSTANCE, 'other')})

    def test_of_one_instance(self):
        rows = self.shown('reconciled', base.INSTANCE)
        self.assertEqual(
            [('created', None, 'building'), ('launched', 'cmp1', 'active'),
             ('deleted', 'cmp1', 'deleted')],
            [(row['what'], row['host'], row['state']) for row in rows])
        self.assertEqual('2026-11-02T12:00:00.000000+00:00', rows[2]['at'])
        self.assertEqual({'reconciled'}, {row['evidence'] for row in rows})
        self.assertIn('compute__do_build_and_run_instance',
                      rows[1]['source'])

    def test_since_a_moment(self):
        self.assertEqual([], self.shown('reconciled', '--since',
                                        '2027-01-01T00:00Z'))

    def test_the_timeline_says_so(self):
        self.assertEqual(['created_at', 'reconciled'], [
            row['evidence'] for row in self.shown('timeline',
                                                  base.INSTANCE)])
