# SPDX-License-Identifier: Apache-2.0
"""Queries and bodies that nobody should send, and somebody will."""

import io

from tests.unit.api import base

PERIODS = ('/v1/usage', '/v1/charges')


class QueryTest(base.ApiTestCase):

    def refused(self, query, *words, paths=PERIODS):
        for path in paths:
            with self.subTest(path=path, query=str(query)[:60]):
                self.assert_error(400, self.client.get(
                    path, headers=base.ALICE, query_string=query), *words)

    def test_unknown_parameters_are_named(self):
        self.refused({'projectid': 'x', 'limitt': 1}, 'projectid', 'limitt',
                     paths=(*PERIODS, '/v1/prices'))
        self.refused({'verbose': 1}, 'verbose',
                     paths=('/v1/meters', '/v1/openapi.json', '/'))

    def test_limits(self):
        for limit in ('abc', '0', '-1', '50001', str(10 ** 30), '9' * 5000,
                      '1.5', '1_0', '', '٣', '1e3', 'NaN', '0x10', '1\x00'):
            self.refused({'limit': limit}, 'limit',
                         paths=(*PERIODS, '/v1/prices'))

    def test_times(self):
        for time in ('99999', 'year 99999', '99999-01-01', '', 'now', '0',
                     '2026-13-01', '2026-11-22T25:00', '0001-01-01',
                     '9999-12-31T23:59:59-12:00', '1' * 64, '1' * 10000,
                     '2026-11-22\x00', '<script>'):
            self.refused({'start': time}, 'start')
            self.refused({'end': time}, 'end')
            self.refused({'in_force_at': time}, 'in_force_at',
                         paths=('/v1/prices',))

    def test_the_end_before_the_start(self):
        self.refused({'start': '2026-11-02', 'end': '2026-11-01'},
                     'start lies after end')

    def test_groupings(self):
        for group_by in ('', 'colour', 'meter,', 'meter,meter',
                         'meter;DROP TABLE price', ','.join(['day'] * 9999)):
            self.refused({'group_by': group_by}, 'group_by')

    def test_identifiers(self):
        for name in ('project_id', 'resource_id'):
            for value in ('', 'x' * 65, 'a\x00b', 'line\nbreak', '\x1b[2J'):
                self.refused({name: value}, name)

    def test_the_same_parameter_twice(self):
        self.refused({'limit': ['1', '2']}, 'limit')
        self.refused({'project_id': ['a', 'b']}, 'project_id')

    def test_bytes_that_are_no_text(self):
        self.assert_error(400, self.client.get(
            '/v1/usage?start=%ff%fe', headers=base.ALICE), 'start')
        self.assert_error(400, self.client.get(
            '/v1/usage?%ff=1', headers=base.ALICE))

    def test_markers(self):
        for marker in ('', 'x', '!', 'W10', 'e30', 'bnVsbA', 'WzFd', 'WzEsMl0',
                       'W1siYSJdXQ', '\x00', '=' * 4000, 'A' * 5000,
                       'W' * 4000, 'é', '//8'):
            self.refused({'marker': marker}, 'marker',
                         paths=(*PERIODS, '/v1/prices'))

    def test_messages_stay_short(self):
        response = self.client.get('/v1/usage', headers=base.ALICE,
                                   query_string={'end': 'x' * 60000})
        self.assertLess(len(self.assert_error(400, response)), 600)


class BodyTest(base.ApiTestCase):

    def post(self, data, content_type='application/json'):
        return self.client.post('/v1/prices', headers=base.ADMIN, data=data,
                                content_type=content_type)

    def test_what_is_not_json(self):
        for data in (b'', b'meter=vcpu', b'{', b'\xff\xfe', b'{"meter": NaN}',
                     b'[' * 60000, b'"' + b'\\u' * 100 + b'"', b'\x00'):
            with self.subTest(data[:20]):
                self.assert_error(400, self.post(data), 'not JSON')

    def test_what_is_not_an_object(self):
        for data in (b'[]', b'[{"meter": "x"}]', b'null', b'1', b'"x"',
                     b'true'):
            with self.subTest(data):
                self.assert_error(400, self.post(data), 'body')

    def test_what_is_missing_is_named(self):
        self.assert_error(400, self.post(b'{}'), 'meter')
        self.assert_error(
            400, self.post(b'{"meter": "disk.allocated"}'), 'unit_price')

    def test_two_mebibytes(self):
        body = b'{"meter": "' + b'x' * 2 ** 21 + b'"}'
        self.assert_error(413, self.post(body))
        self.assert_error(413, self.client.post(
            '/v1/prices', headers=base.ADMIN, content_type='application/json',
            input_stream=io.BytesIO(body), environ_overrides={
                'wsgi.input_terminated': True,
                'HTTP_TRANSFER_ENCODING': 'chunked'}))

    def test_other_kinds_of_content(self):
        for content_type in ('text/plain', 'application/xml', '',
                             'application/x-www-form-urlencoded'):
            with self.subTest(content_type):
                self.assert_error(415, self.post(b'{}', content_type),
                                  'application/json')


class AddressTest(base.ApiTestCase):

    def test_nothing_there(self):
        for path in ('/v2', '/v1/invoices', '/v1/prices/a/b', '//v1/usage',
                     '/v1//usage', '/favicon.ico', '/v1/instances//timeline'):
            with self.subTest(path):
                self.assert_error(404, self.client.get(
                    path, headers=base.ALICE), '/v1/openapi.json')

    def test_a_method_that_an_address_does_not_know(self):
        response = self.client.delete('/v1/prices', headers=base.ADMIN)
        self.assert_error(405, response)
        self.assertEqual({'GET', 'HEAD', 'POST'},
                         {each.strip() for each
                          in response.headers['Allow'].split(',')})

