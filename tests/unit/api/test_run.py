# SPDX-License-Identifier: Apache-2.0
"""GET /v1/instances/{instance_id}/runs"""

import hashlib

from billing_ledger.facts import reading
from tests.unit.api import base
from tests.unit.api import books
from tests.unit.api import runs


def path(instance_id):
    return f'/v1/instances/{instance_id}/runs'


def nova_id(project_id, host):
    """Return the hostId that Nova shows to a project."""
    return hashlib.sha224(f'{project_id}{host}'.encode()).hexdigest()


class RunTestCase(base.ApiTestCase):

    def setUp(self):
        super().setUp()
        runs.record(self.books)

    def runs(self, instance_id, headers):
        return self.get(path(instance_id), headers=headers)['runs']


class RunTest(RunTestCase):

    def test_shows_what_was_used_where(self):
        answer = self.get(path(books.BETAS_SERVER), headers=base.ADMIN)
        self.assertEqual(books.BETAS_SERVER, answer['instance_id'])
        self.assertEqual(books.BETA, answer['project_id'])
        first = answer['runs'][0]
        counters = first.pop('counters')
        self.assertEqual({
            'run_id': 'run-1', 'instance_id': books.BETAS_SERVER,
            'host': 'cmp1', 'host_id': nova_id(books.BETA, 'cmp1'),
            'start': '2026-11-22T06:31:03.546066+00:00',
            'end': '2026-11-22T06:31:07.417543+00:00',
            'exact': True, 'billed': True}, first)
        self.assertEqual(set(reading.COUNTERS), set(counters))
        self.assertEqual({'first': '0', 'last': '8589934592'},
                         counters['memory.used'])

    def test_counters_do_not_begin_at_zero(self):
        _, second, _ = self.runs(books.BETAS_SERVER, base.BOB)
        self.assertEqual({'first': '300', 'last': '307'},
                         second['counters']['network.outgoing.bytes'])

    def test_the_state_of_each_run_is_told(self):
        self.assertEqual(
            [('run-1', True, True), ('run-2', None, True),
             ('run-3', False, False)],
            [(run['run_id'], run['exact'], run['billed'])
             for run in self.runs(books.BETAS_SERVER, base.BOB)])

    def test_an_instance_that_no_agent_saw_has_none(self):
        other = base.identity(books.ALPHA, 'reader')
        with_a_timeline = next(
            row['resource_id'] for row in self.get(
                '/v1/usage', headers=other, group_by='resource')['usage']
            if row['resource_id'] != books.ALPHAS_SERVER)
        self.assertEqual([], self.runs(with_a_timeline, other))

    def test_it_is_what_the_ledger_says(self):
        for run, report in zip(self.runs(books.BETAS_SERVER, base.ADMIN),
                               self.books.runs(books.BETAS_SERVER),
                               strict=True):
            del run['host_id']
            run['counters'] = {
                name: {end: int(value) for end, value in counter.items()}
                for name, counter in run['counters'].items()}
            self.assertEqual(report.as_dict(), run)


class HostTest(RunTestCase):

    def test_users_do_not_learn_the_names_of_hosts(self):
        text = self.client.get(path(books.BETAS_SERVER),
                               headers=base.BOB).text
        for host in ('cmp1', 'cmp3', 'ghost'):
            self.assertNotIn(host, text)

    def test_users_can_tell_hosts_apart_as_nova_lets_them(self):
        self.assertEqual(
            [nova_id(books.BETA, host) for host in ('cmp1', 'cmp3', 'ghost')],
            [run['host_id'] for run
             in self.runs(books.BETAS_SERVER, base.BOB)])

    def test_a_timeline_has_the_same_ids(self):
        segments = self.get(f'/v1/instances/{books.BETAS_SERVER}/timeline',
                            headers=base.BOB)['segments']
        self.assertIsNone(segments[0]['host_id'])
        ids = {segment['host_id'] for segment in segments}
        self.assertEqual(
            {None, *(nova_id(books.BETA, f'cmp{n}') for n in (1, 2, 3))}, ids)

    def test_projects_cannot_compare_their_hosts(self):
        alphas, = self.runs(books.ALPHAS_SERVER, base.ALICE)
        self.assertEqual(nova_id(books.ALPHA, 'cmp2'), alphas['host_id'])
        self.assertNotEqual(nova_id(books.BETA, 'cmp2'), alphas['host_id'])

    def test_an_operator_may_show_names_to_others(self):
        client = self.client_with(
            '"billing:timeline:hosts": "rule:project_reader"')
        names = {run['host'] for run in client.get(
            path(books.BETAS_SERVER), headers=base.BOB).get_json()['runs']}
        self.assertEqual({'cmp1', 'cmp3', 'ghost'}, names)


class AccessTest(RunTestCase):

    def test_anothers_and_no_ones_instance_look_the_same(self):
        unknown = '00000000-0000-0000-0000-000000000000'
        messages = {
            self.assert_error(404, self.client.get(
                path(instance_id), headers=base.BOB,
            )).replace(instance_id, 'X')
            for instance_id in (books.ALPHAS_SERVER, runs.STRAYS_SERVER,
                                unknown)}
        self.assertEqual(1, len(messages))

    def test_administrators_alone_see_what_nova_never_spoke_of(self):
        answer = self.get(path(runs.STRAYS_SERVER), headers=base.ADMIN)
        self.assertIsNone(answer['project_id'])
        run, = answer['runs']
        self.assertEqual(('cmp1', None, False),
                         (run['host'], run['host_id'], run['billed']))
        for headers in (base.ALICE, base.BOB, base.READER):
            self.assert_error(404, self.client.get(
                path(runs.STRAYS_SERVER), headers=headers))

    def test_what_nobody_knows_is_not_there_for_administrators_either(self):
        self.assert_error(404, self.client.get(path('none'),
                                               headers=base.ADMIN))

    def test_the_policy_of_runs_is_one_of_its_own(self):
        client = self.client_with('"billing:runs:get": "role:admin"')
        self.assert_error(403, client.get(
            path(books.BETAS_SERVER), headers=base.BOB), 'billing:runs:get')
        self.assertEqual(200, client.get(
            f'/v1/instances/{books.BETAS_SERVER}/timeline',
            headers=base.BOB).status_code)
