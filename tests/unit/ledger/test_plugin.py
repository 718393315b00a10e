# SPDX-License-Identifier: Apache-2.0
"""The meter of the documentation, installed as a package, makes a bill."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import unittest

ROOT = pathlib.Path(__file__).parents[3]
EXAMPLE = ROOT / 'doc' / 'source' / 'contributor' / 'backup_meter'


def backup(number, event_type, timestamp, **changes):
    """Return what Cinder sends (volume_utils.py, _usage_from_backup)."""
    return {
        'message_id': f'backup-{number}', 'publisher_id': 'backup.cinder1',
        'event_type': event_type, 'priority': 'INFO', 'timestamp': timestamp,
        'payload': {
            'tenant_id': 'project', 'user_id': 'alice',
            'availability_zone': 'nova', 'backup_id': 'the-backup',
            'host': 'cinder1', 'display_name': 'nightly',
            'created_at': '2026-11-02T10:00:00+00:00', 'status': 'available',
            'volume_id': 'the-volume', 'size': 20, 'service_metadata': None,
            'service': 'cinder.backup.drivers.nfs.NFSBackupDriver',
            'fail_reason': None, 'parent_id': None,
            'num_dependent_backups': 0, 'snapshot_id': None} | changes}


def install(source, folder):
    """Do what pip does, without the network and without a build system."""
    project = tomllib.loads((source / 'pyproject.toml').read_text())
    for module in project['tool']['setuptools']['py-modules']:
        shutil.copy(source / f'{module}.py', folder)
    project = project['project']
    metadata = folder / f'{project["name"].replace("-", "_")}-1.0.dist-info'
    metadata.mkdir()
    (metadata / 'METADATA').write_text(
        'Metadata-Version: 2.1\n'
        f'Name: {project["name"]}\nVersion: {project["version"]}\n')
    (metadata / 'entry_points.txt').write_text(''.join(
        f'[{group}]\n' + ''.join(f'{name} = {target}\n'
                                 for name, target in points.items())
        for group, points in project['entry-points'].items()))


class PluginTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        install(EXAMPLE, self.folder)

    def run_manage(self, *arguments, messages=()):
        """Run billing-manage as it is with the plugin."""
        return subprocess.run(
            [sys.executable, '-m', 'billing_ledger.cmd.manage', '--format',
             'json', *arguments],
            input='\n'.join(map(json.dumps, messages)), text=True,
            capture_output=True, check=False, cwd=ROOT,
            env=os.environ | {
                'PYTHONPATH': os.pathsep.join(
                    [str(ROOT), str(self.folder)]),
                'OS_DATABASE__CONNECTION':
                    f'sqlite:///{self.folder}/billing.sqlite'})

    def manage(self, *arguments, messages=()):
        """Return what billing-manage prints."""
        done = self.run_manage(*arguments, messages=messages)
        self.assertEqual(0, done.returncode, done.stderr)
        return json.loads(done.stdout)

    def test_one_that_cannot_be_loaded_keeps_programs_from_starting(self):
        (self.folder / 'billing_backup_meter.py').write_text('import nothing')
        done = self.run_manage('timeline', 'x')
        self.assertEqual(1, done.returncode)
        self.assertIn('The meter backup.stored cannot be loaded', done.stderr)

    def test_one_that_is_no_meter(self):
        (self.folder / 'billing_backup_meter.py').write_text(
            'BackupStored = dict')
        done = self.run_manage('timeline', 'x')
        self.assertEqual(1, done.returncode)
        self.assertIn('no subclass of ResourceMeter', done.stderr)

    def test_a_backup_is_billed(self):
        """20 GiB for 90 minutes at 0.1: 3."""
        result = self.manage('replay', '-', messages=[
            backup(1, 'backup.create.start', '2026-11-02 10:00:00.1',
                   status='creating'),
            backup(2, 'backup.create.end', '2026-11-02 10:05:00'),
            backup(3, 'backup.delete.end', '2026-11-02 11:30:00',
                   status='deleted'),
            backup(4, 'backup.create.end', '2026-11-02 12:00:00', size='x')])
        self.assertEqual({'recorded': 2, 'duplicates': 0, 'ignored': 1,
                          'quarantined': 1}, result)
        self.manage('price', 'create', '--meter', 'backup.stored', '--price',
                    '0.1', '--from', '2026-11-01T00:00')
        charge, = self.manage('charges', '--start', '2026-11-01')
        self.assertEqual(
            ('backup.stored', 'nightly', '3.0000000000'),
            (charge['meter'], charge['resource_name'], charge['amount']))
        segment, = self.manage('timeline', 'the-backup')
        self.assertEqual(('backup', 20), (segment['kind'], segment['size']))
