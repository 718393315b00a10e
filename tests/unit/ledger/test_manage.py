# SPDX-License-Identifier: Apache-2.0
"""billing-manage, as an operator and as a program use it."""

import gzip
import json
import os

from billing_ledger.db import migration
from tests.recordings import files
from tests.unit.ledger import base
from tests.unit.ledger import managing
from tests.unit.ledger import services

SERVER = '175d5d0c-5059-4617-8e5e-fc704d08b934'
SEGMENT_KEYS = {'start', 'end', 'host', 'flavor', 'vcpus', 'memory_mb',
                'disk_gb', 'state', 'project_id'}
USAGE_KEYS = {'project_id', 'resource_id', 'meter', 'quantity', 'unit'}
CHARGE_KEYS = USAGE_KEYS | {'price', 'pricing_unit', 'currency', 'amount'}
PERIOD = ('--start', '2026-11-22T00:00Z', '--end', '2026-11-22T23:00Z')


class TestManage(managing.ManageTestCase):

    def replay(self):
        return self.json('replay', str(files.path('04_live_migrate')))

    def test_the_database_is_made_on_first_use(self):
        self.assertEqual([], self.json('timeline', SERVER))
        self.assertEqual(migration.newest(),
                         self.json('db', 'version')['revision'])

    def test_db_upgrade(self):
        self.assertIsNone(self.json('db', 'version')['revision'])
        self.assertEqual(migration.newest(),
                         self.json('db', 'upgrade')['revision'])

    def test_timeline(self):
        self.replay()
        segments = self.json('timeline', SERVER)
        self.assertLessEqual(SEGMENT_KEYS, segments[0].keys())
        self.assertEqual(['cmp2', 'cmp1'], [
            each['host'] for each in segments if each['state'] == 'active'])
        self.assertEqual('2026-11-22T06:28:49.000000+00:00',
                         segments[0]['start'])

    def test_the_timeline_of_a_volume(self):
        path = self.folder / 'volume.jsonl'
        volume = services.Volume().created().after(base.HOUR).extended(30)
        path.write_text('\n'.join(map(json.dumps, volume.messages)))
        self.json('replay', str(path))
        first, second = self.json('timeline', services.VOLUME)
        self.assertEqual(
            ('volume', 10, 30, services.HDD, 'launched_at', None),
            (first['kind'], first['size'], second['size'],
             second['volume_type'], first['evidence'], second['end']))
        _, table, _ = self.run_manage('timeline', services.VOLUME)
        self.assertIn('volume_type', table)
        self.assertNotIn('flavor', table)
        usage, = self.json('usage', '--resource', services.VOLUME, '--start',
                           '2026-11-02', '--end', '2026-11-02T11:00')
        self.assertEqual(('volume.stored', '36000'),
                         (usage['meter'], usage['quantity']))

    def test_a_price_for_a_meter_that_nobody_knows(self):
        status, _, err = self.run_manage('price', 'create', '--meter',
                                         'nothing', '--price', '1')
        self.assertEqual(1, status)
        self.assertIn('There is no meter', err)

    def test_usage_and_charges(self):
        self.replay()
        self.json('price', 'create', '--meter', 'vcpu.allocated', '--price',
                  '3.6', '--from', '2026-11-22T00:00Z')
        usage = self.json('usage', *PERIOD)
        self.assertEqual(USAGE_KEYS, USAGE_KEYS & usage[0].keys())
        self.assertEqual(
            {'disk.allocated': '300', 'instance.uptime': '15',
             'memory.allocated': '30720', 'vcpu.allocated': '15'},
            {row['meter']: row['quantity'] for row in usage})
        charge, = self.json('charges', *PERIOD)
        self.assertLessEqual(CHARGE_KEYS, charge.keys())
        self.assertEqual('0.0150000000', charge['amount'])
        self.assertEqual([], self.json('charges', '--project', 'x', *PERIOD))
        by_day, = self.json('charges', '--group-by', 'day', *PERIOD)
        self.assertEqual(('2026-11-22', '0.0150000000'),
                         (by_day['day'], by_day['amount']))

    def test_prices(self):
        made = self.json('price', 'create', '--meter', 'vcpu.allocated',
                         '--price', '0.05', '--flavor', 'm1.small')
        ended = self.json('price', 'end', made['id'])
        listed = self.json('price', 'list')
        self.assertEqual([ended], listed)
        self.assertEqual([], self.json('price', 'list', '--meter', 'x'))

    def test_the_form_may_stand_behind_the_command(self):
        status, out, _ = self.run_manage('price', 'list', '--format', 'json')
        self.assertEqual((0, []), (status, json.loads(out)))

    def test_tables_for_people(self):
        self.replay()
        for argv in (['timeline', SERVER], ['usage', *PERIOD], ['verify'],
                     ['charges', *PERIOD], ['price', 'list'],
                     ['quarantine', 'list'], ['db', 'version']):
            status, out, err = self.run_manage(*argv)
            self.assertEqual((0, ''), (status, err))
            self.assertIn('┌', out)

    def test_rebuild_and_verify(self):
        self.replay()
        before = self.json('timeline', SERVER)
        self.assertEqual([], self.json('rebuild'))
        self.assertEqual([], self.json('verify'))
        self.assertEqual(before, self.json('timeline', SERVER))

    def test_replay_of_every_kind_of_line(self):
        expected = self.replay()['recorded']
        with gzip.open(files.path('04_live_migrate')) as lines:
            bodies = [json.loads(line)['body'] for line in lines]
        bodies = [body if isinstance(body, str) else json.dumps(body)
                  for body in bodies]
        bare = [json.loads(body)['oslo.message'] for body in bodies]
        for lines in (bodies, bare):
            text = '\n\n'.join(lines).encode()
            for stdin in (text, gzip.compress(text)):
                result = self.json('replay', '-', stdin=stdin)
                self.assertEqual(expected, result['duplicates'])

    def test_replay_sets_aside_what_is_no_notification(self):
        result = self.json('replay', '-', stdin=(
            b'{\n\xff\xfe\x00\n[]\n"x"\n{"body": "{"}\n{"body": 7}\n\n'
            + b'[' * 100_000 + b'\n' + b'9' * 5000 + b'\n'))
        self.assertEqual(8, result['quarantined'])
        listed = self.json('quarantine', 'list')
        self.assertEqual(8, len(listed))
        self.assertTrue(all(row['reason'] for row in listed))
        self.assertEqual(8, self.json('quarantine', 'replay')['quarantined'])

    def test_errors_are_sentences(self):
        for argv, expected in (
                (['replay', '/nowhere'], 'No such file'),
                (['price', 'end', 'none'], 'There is no price none'),
                (['usage', '--start', 'soon'], 'not ISO 8601'),
                (['usage', '--group-by', 'colour'], 'cannot group by colour'),
                (['usage', '--start', '2027-01-01', '--end', '2026-01-01'],
                 'start lies after end'),
                (['price', 'create', '--meter', 'vcpu.allocated', '--price',
                  'a lot'], 'not a decimal number'),
                (['--config-file', '/nowhere', 'verify'], 'nowhere')):
            with self.subTest(argv=argv):
                status, out, err = self.run_manage(*argv)
                self.assertNotEqual(0, status)
                self.assertEqual('', out)
                self.assertIn(expected, err)
                self.assertNotIn('Traceback', err)

    def test_a_file_that_ends_early(self):
        whole = files.path('04_live_migrate').read_bytes()
        status, _, err = self.run_manage('replay', '-',
                                         stdin=whole[:len(whole) // 2])
        self.assertEqual(1, status)
        self.assertIn('ends early', err)

    def test_a_price_that_would_change_the_past(self):
        argv = ['price', 'create', '--meter', 'vcpu.allocated', '--price',
                '1', '--from', '2026-11-02T00:00Z']
        self.json(*argv)
        status, _, err = self.run_manage(*argv)
        self.assertEqual(1, status)
        self.assertIn('--backdate', err)
        self.json(*argv, '--backdate')

    def test_too_many_days(self):
        status, _, err = self.run_manage(
            'charges', '--start', '1970-01-01', '--group-by', 'day')
        self.assertEqual(1, status)
        self.assertIn('400 days', err)

    def test_a_database_that_is_away(self):
        os.environ['OS_DATABASE__CONNECTION'] = (
            'mysql+pymysql://billing:hush@127.0.0.1:1/billing')
        os.environ['OS_DATABASE__MAX_RETRIES'] = '0'
        status, _, err = self.run_manage('verify')
        self.assertEqual(1, status)
        self.assertIn('database', err)
        self.assertNotIn('hush', err)
