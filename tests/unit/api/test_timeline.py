# SPDX-License-Identifier: Apache-2.0
"""GET /v1/instances/{instance_id}/timeline"""

from tests.unit.api import base
from tests.unit.api import books


class TimelineTest(base.ApiTestCase):

    PATH = f'/v1/instances/{books.ALPHAS_SERVER}/timeline'

    def test_shows_the_segments_oldest_first(self):
        answer = self.get(self.PATH, headers=base.ADMIN)
        self.assertEqual(books.ALPHAS_SERVER, answer['instance_id'])
        self.assertEqual(books.ALPHA, answer['project_id'])
        for segment, expected in zip(
                answer['segments'], self.books.timeline(books.ALPHAS_SERVER),
                strict=True):
            self.assertLessEqual(expected.as_dict().items(), segment.items())
        starts = [segment['start'] for segment in answer['segments']]
        self.assertEqual(sorted(starts), starts)

    def test_users_do_not_learn_the_names_of_hosts(self):
        def hosts(headers):
            return {segment['host'] for segment
                    in self.get(self.PATH, headers=headers)['segments']}
        self.assertIn('cmp2', hosts(base.ADMIN))
        self.assertEqual({None}, hosts(base.ALICE))

    def test_anothers_and_no_ones_instance_look_the_same(self):
        unknown = '00000000-0000-0000-0000-000000000000'
        messages = {
            self.assert_error(404, self.client.get(
                f'/v1/instances/{instance_id}/timeline', headers=base.BOB,
            )).replace(instance_id, 'X')
            for instance_id in (books.ALPHAS_SERVER, unknown)}
        self.assertEqual(1, len(messages))

    def test_what_cannot_be_an_identifier(self):
        for instance_id in ('x' * 65, 'x' * 5000, '%00', 'a%00b', '%0A',
                            '%ED%A0%80' * 40):
            with self.subTest(instance_id[:20]):
                self.assert_error(404, self.client.get(
                    f'/v1/instances/{instance_id}/timeline',
                    headers=base.ALICE))
