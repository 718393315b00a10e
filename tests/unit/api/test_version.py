# SPDX-License-Identifier: Apache-2.0
"""GET /"""

from tests.unit.api import base


class VersionTest(base.ApiTestCase):

    def test_everyone_may_discover_the_versions(self):
        version, = self.get('/', headers=base.NOBODY)['versions']
        self.assertEqual('CURRENT', version['status'])
        self.assertEqual([{'rel': 'self', 'href': 'http://localhost/v1/'}],
                         version['links'])
