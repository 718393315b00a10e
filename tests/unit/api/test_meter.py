# SPDX-License-Identifier: Apache-2.0
"""GET /v1/meters"""

from tests.unit.api import base


class MeterTest(base.ApiTestCase):

    def test_lists_meters_with_their_units(self):
        meters = {meter['name']: meter
                  for meter in self.get('/v1/meters')['meters']}
        self.assertEqual('MiB-s', meters['memory.allocated']['unit'])
        self.assertEqual('GiB-hour',
                         meters['memory.allocated']['pricing_unit'])

    def test_what_is_counted_is_there_beside_what_is_allocated(self):
        meters = {meter['name']: (meter['unit'], meter['pricing_unit'])
                  for meter in self.get('/v1/meters')['meters']}
        for name, units in (
                ('cpu.used', ('ns', 'vCPU-hour')),
                ('memory.used', ('B-s', 'GiB-hour')),
                ('disk.stored', ('B-s', 'GiB-hour')),
                ('disk.write.bytes', ('B', 'GiB')),
                ('disk.read.requests', ('request', 'million requests')),
                ('network.outgoing.bytes', ('B', 'GiB')),
                ('image.stored', ('B-s', 'GiB-hour')),
                ('ip.floating', ('address-s', 'address-hour'))):
            self.assertEqual(units, meters[name])

    def test_needs_a_token_but_no_role(self):
        self.get('/v1/meters', headers=base.ROLELESS)
        self.assert_error(401, self.client.get('/v1/meters'), 'X-Auth-Token')
