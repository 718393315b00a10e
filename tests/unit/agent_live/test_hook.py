# SPDX-License-Identifier: Apache-2.0
"""The hook as libvirt runs it, on made-up cgroups; its installation."""

import os
import pathlib
import stat
import subprocess
import tempfile
import time
import unittest

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies

from billing_listener.agent import backstop
from billing_listener.agent.hook import install
from tests.unit.agent_live.samples import INSTANCE

_XML = f"""<domain type='kvm' id='7'>
  <name>instance-00000001</name>
  <uuid>{INSTANCE}</uuid>
  <metadata>
  <uuid>00000000-0000-0000-0000-000000000000</uuid>
  </metadata>
</domain>
"""
_NAME = 'instance-00000001'
_V1 = 'cpuacct/machine/qemu-7-instance-00000001.libvirt-qemu'
_V2 = 'machine/qemu-7-instance-00000001.libvirt-qemu'
_SCOPE = r'machine-qemu\x2d7\x2dinstance\x2d00000001.scope'


class HookTestCase(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.base = pathlib.Path(folder.name)
        self.records = self.base / "hook's folder"
        self.records.mkdir(mode=0o700)
        self.cgroups = self.base / 'cgroup'
        self.script = self.base / 'hook'
        self.script.write_text(install.script(str(self.records),
                                              str(self.cgroups)))
        self.script.chmod(0o755)

    def run_hook(self, name=_NAME, operation='stopped', xml=_XML):
        """Run the hook as libvirt does; it must neither fail nor speak."""
        done = subprocess.run(
            [self.script, name, operation, 'end', '-'], input=xml.encode(),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual((0, b''), (done.returncode, done.stdout))

    def v1(self, group, cpu):
        path = self.cgroups / group
        path.mkdir(parents=True, exist_ok=True)
        (path / 'cpuacct.usage').write_text(f'{cpu}\n')

    def v2(self, group, microseconds):
        path = self.cgroups / group
        path.mkdir(parents=True, exist_ok=True)
        (path / 'cpu.stat').write_text(
            f'usage_usec {microseconds}\nuser_usec 1\nsystem_usec 2\n')

    def record(self):
        """Return (instance id, domain id, vCPU ns, CPU ns) of the record."""
        found = [record for record, _ in backstop.Folder(self.records).take()]
        self.assertEqual(1, len(found), os.listdir(self.records))
        return (found[0].instance_id, found[0].domain_id, found[0].vcpu_ns,
                found[0].cpu_ns)


class ScriptTest(HookTestCase):

    def test_cgroups_of_version_1(self):
        self.v1(_V1, 9_000_000_123)
        self.v1(f'{_V1}/vcpu0', 4_000_000_001)
        self.v1(f'{_V1}/vcpu1', 3_000_000_001)
        self.v1(f'{_V1}/emulator', 2_000_000_000)
        self.run_hook()
        self.assertEqual((INSTANCE, 7, 7_000_000_002, 9_000_000_123),
                         self.record())

    def test_cgroups_of_version_2(self):
        self.v2(_V2, 9_000_000)
        self.v2(f'{_V2}/vcpu0', 4_000_001)
        self.v2(f'{_V2}/vcpu10', 1)
        self.run_hook()
        self.assertEqual((INSTANCE, 7, 4_000_002_000, 9_000_000_000),
                         self.record())

    def test_scopes_of_systemd(self):
        self.v2(f'machine.slice/{_SCOPE}', 9)
        self.v2(f'machine.slice/{_SCOPE}/libvirt/vcpu0', 4)
        self.run_hook()
        self.assertEqual((INSTANCE, 7, 4000, 9000), self.record())

    def test_scopes_of_systemd_of_version_1(self):
        self.v1(f'cpuacct/machine.slice/{_SCOPE}', 9)
        self.v1(f'cpuacct/machine.slice/{_SCOPE}/libvirt/vcpu0', 4)
        self.run_hook()
        self.assertEqual((INSTANCE, 7, 4, 9), self.record())

    def test_the_group_of_another_guest_is_not_taken(self):
        self.v1('cpuacct/machine/qemu-9-a-instance-00000001.libvirt-qemu', 5)
        self.v1('cpuacct/machine/qemu-9-instance-000000012.libvirt-qemu', 5)
        self.run_hook()
        self.assertEqual([], os.listdir(self.records))
        self.v1(_V1, 6)
        self.run_hook()
        self.assertEqual((INSTANCE, 7, None, 6), self.record())

    def test_the_newest_group_counts(self):
        self.v1(_V1.replace('7', '10'), 1010)
        self.v1(_V1, 77)
        self.v1(_V1.replace('7', '9'), 99)
        self.run_hook()
        self.assertEqual((INSTANCE, 10, None, 1010), self.record())

    def test_other_operations_do_nothing(self):
        self.v1(_V1, 6)
        for operation in ('prepare', 'start', 'started', 'release', 'migrate',
                          'reconnect', 'attach', 'restore', ''):
            self.run_hook(operation=operation)
        self.assertEqual([], os.listdir(self.records))

    def test_only_the_owner_reads_the_record(self):
        self.v1(_V1, 6)
        self.run_hook()
        file = self.records / f'{INSTANCE}.7'
        self.assertEqual(0o600, stat.S_IMODE(file.stat().st_mode))
        self.assertEqual([file.name], os.listdir(self.records))

    def test_a_folder_that_is_missing_or_full_is_no_trouble(self):
        self.v1(_V1, 6)
        (self.records / f'{INSTANCE}.7').mkdir()
        (self.records / f'{INSTANCE}.7/x').write_text('')
        self.run_hook()
        subprocess.run(['rm', '-r', self.records], check=True)
        self.run_hook()

    def test_it_is_quick(self):
        self.v1(_V1, 6)
        for number in range(300):
            self.v1(_V1.replace('7', str(number + 100)).replace(
                '00000001', f'{number:08}'), 5)
        xml = _XML.replace('</metadata>', 'x' * 10 ** 6)
        began = time.perf_counter()
        self.run_hook(xml=xml)
        self.assertLess(time.perf_counter() - began, 1)
        self.record()

    @settings(max_examples=40, deadline=None)
    @given(strategies.text(strategies.characters(
        exclude_characters='\0', exclude_categories=['Cs'])))
    def test_no_name_is_too_much(self, name):
        self.v1(_V1, 6)
        self.run_hook(name=name)
        self.assertLessEqual(
            set(os.listdir(self.records)), {f'{INSTANCE}.7'})
        self.assertEqual({'cgroup', 'hook', "hook's folder"},
                         set(os.listdir(self.base)))

    @settings(max_examples=40, deadline=None)
    @given(strategies.text(
        alphabet="<>/uid '$(){};&|`\\\n*-0f") | strategies.sampled_from((
            "  <uuid>$(touch x)</uuid>\n", '  <uuid>../../etc/passwd</uuid>',
            f'  <uuid>{"*" * 36}</uuid>', '\n' * 30 + _XML)))
    def test_no_xml_is_too_much(self, xml):
        self.v1(_V1, 6)
        self.run_hook(xml=xml)
        self.assertEqual([], os.listdir(self.records))


class InstallTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.hook = self.root / 'etc/libvirt/hooks/qemu.d/billing-agent'

    def install(self):
        return install.install(self.root, '/var/lib/libvirt/billing-agent')

    def test_it_is_where_libvirt_looks(self):
        self.assertEqual(self.hook, self.install())
        self.assertEqual(0o755, stat.S_IMODE(self.hook.stat().st_mode))
        self.assertIn('\nfolder=/var/lib/libvirt/billing-agent\n',
                      self.hook.read_text())
        self.assertEqual([self.hook.name], os.listdir(self.hook.parent))
        folder = self.root / 'var/lib/libvirt/billing-agent'
        self.assertEqual(0o700, stat.S_IMODE(folder.stat().st_mode))

    def test_a_newer_release_takes_its_place(self):
        self.install()
        self.hook.write_text(self.hook.read_text() + '# old')
        self.install()
        self.assertNotIn('# old', self.hook.read_text())

    def test_the_folder_is_closed_to_others(self):
        folder = self.root / 'var/lib/libvirt/billing-agent'
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        self.install()
        self.assertEqual(0o700, stat.S_IMODE(folder.stat().st_mode))

    def test_a_foreign_file_is_left_alone(self):
        self.hook.parent.mkdir(parents=True)
        elsewhere = self.root / 'elsewhere'
        elsewhere.write_text(install.script('/x'))
        for prepare in (lambda: self.hook.write_text('#!/bin/sh\n'),
                        lambda: self.hook.symlink_to(elsewhere),
                        lambda: self.hook.symlink_to('nowhere'),
                        self.hook.mkdir):
            prepare()
            for act in (self.install, lambda: install.remove(self.root)):
                with self.assertRaises(install.ForeignHook):
                    act()
            if self.hook.is_dir():
                self.hook.rmdir()
            else:
                self.hook.unlink()

    def test_it_is_removed(self):
        self.install()
        self.assertEqual(self.hook, install.remove(self.root))
        self.assertFalse(self.hook.exists())
        self.assertIsNone(install.remove(self.root))

    def test_a_place_that_cannot_be_written(self):
        (self.root / 'etc').write_text('')
        with self.assertRaisesRegex(install.HookFailed, 'directory'):
            self.install()

    def test_a_strange_path_is_quoted(self):
        text = install.script("/a b/$(touch x)'")
        folder = next(line for line in text.splitlines()
                      if line.startswith('folder='))
        said = subprocess.run(
            ['sh', '-c', f'{folder}\nprintf %s "$folder"'],
            capture_output=True, check=True, text=True).stdout
        self.assertEqual("/a b/$(touch x)'", said)
