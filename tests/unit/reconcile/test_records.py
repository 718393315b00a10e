# SPDX-License-Identifier: Apache-2.0
"""Answers of Nova are read, and refused where they are not what they seem."""

import unittest

from billing_ledger import exception
from billing_listener.reconcile import records
from tests.unit.reconcile import answers
from tests.unit.reconcile.answers import moment


class TestServers(unittest.TestCase):

    def test_a_server(self):
        found = records.read_server(answers.server())
        self.assertEqual(('cmp1', 'active', None, answers.PROJECT),
                         (found.host, found.state, found.task_state,
                          found.project_id))
        self.assertEqual(('small', 1, 2048, 20), found.flavor)
        self.assertEqual(moment('10:01:00'), found.launched_at)

    def test_a_server_on_a_volume_has_no_image(self):
        self.assertIsNone(
            records.read_server(answers.server(image='')).image_id)

    def test_a_server_of_a_cell_that_is_down(self):
        partial = {'id': 'x', 'status': 'UNKNOWN', 'tenant_id': 'p',
                   'created': '2026-11-02T10:00:00Z', 'links': []}
        self.assertEqual('x', records.read_id(partial))
        self.assert_refused(partial)

    def test_hostile_servers(self):
        for change in (
                {'id': None}, {'id': 'x' * 65}, {'tenant_id': 7},
                {'flavor': None}, {'flavor': []}, {'name': 'x' * 300},
                {'flavor': answers.FLAVOR | {'vcpus': -1}},
                {'flavor': answers.FLAVOR | {'vcpus': True}},
                {'flavor': answers.FLAVOR | {'ram': 2 ** 40}},
                {'flavor': answers.FLAVOR | {'original_name': ''}},
                {'created': None}, {'created': 'today'}, {'updated': 5},
                {'created': '0001-01-01T00:00:00Z'}, {'image': 'x'},
                {'OS-EXT-SRV-ATTR:host': {'a': 1}},
                {'OS-EXT-STS:vm_state': None}, {'name': 'a\x00b'},
                {'OS-SRV-USG:launched_at': ['x']}):
            with self.subTest(change=change):
                self.assert_refused(answers.server(**change))
        for nothing in (None, [], 'server', 5):
            self.assert_refused(nothing)
            self.assertIsNone(records.read_id(nothing))

    def assert_refused(self, data):
        with self.assertRaises(exception.MalformedMessage):
            records.read_server(data)


class TestActions(unittest.TestCase):

    def test_in_order_of_their_ends(self):
        found = records.read_actions([
            answers.action('stop', 'compute_stop_instance', '10:03:00'),
            answers.created()])
        self.assertEqual(
            ['compute__do_build_and_run_instance', 'compute_stop_instance'],
            [done.name for done in found])

    def test_what_has_not_ended_is_left_out(self):
        running = answers.created()
        running['events'][0]['finish_time'] = None
        self.assertEqual([], records.read_actions([running]))

    def test_a_build_that_was_tried_again_ran_where_it_was_tried_last(self):
        again = answers.created(host='cmp1')
        again['events'].append(again['events'][0] | {
            'start_time': '2026-11-02T10:00:30.000000', 'host': 'cmp2',
            'finish_time': None, 'result': None})
        again['events'][0]['start_time'] = '2026-11-02T10:00:10.000000'
        [done] = records.read_actions([again])
        self.assertEqual(('cmp2', moment('10:01:00'), True),
                         (done.host, done.at, done.succeeded))

    def test_hostile_actions(self):
        for hostile in (None, {}, {'action': 'stop'},
                        answers.created() | {'events': 'many'},
                        answers.created() | {'events': [None]},
                        answers.action('stop', 'x' * 300, '10:00:00'),
                        answers.action('stop', 5, '10:00:00')):
            with self.subTest(hostile=hostile), self.assertRaises(
                    exception.MalformedMessage):
                records.read_actions([hostile])
