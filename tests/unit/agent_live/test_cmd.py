# SPDX-License-Identifier: Apache-2.0
"""The program before it has begun."""

import contextlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from oslo_config import generator

from billing_listener.agent import cmd
from billing_listener.agent import conf as options
from billing_listener.agent import settings


class CmdTestCase(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / 'billing.conf'
        self.configure()

    def configure(self, text=''):
        self.config.write_text(
            f'[DEFAULT]\nstate_path = {self.folder}\n{text}')

    def run_main(self, *arguments):
        """Return (status, what was printed, what was complained)."""
        out, err = io.StringIO(), io.StringIO()
        with (contextlib.redirect_stdout(out),
              contextlib.redirect_stderr(err),
              mock.patch('signal.pthread_sigmask')):
            status = cmd.main(['--config-file', str(self.config),
                               *arguments])
        return status, out.getvalue(), err.getvalue()

    def run_apart(self, *statements):
        """Run statements in another process; return what it printed."""
        done = subprocess.run(
            [sys.executable, '-W', 'ignore', '-c', '\n'.join(statements)],
            capture_output=True, text=True, check=False)
        return done.stdout + done.stderr


class OptionsTest(CmdTestCase):

    def test_the_state_lies_beneath_that_of_the_ledger(self):
        conf = cmd.read_conf(['--config-file', str(self.config)])
        self.assertEqual(f'{self.folder}/agent', options.state_path(conf))
        self.configure('[agent]\nstate_path = /x\n')
        conf = cmd.read_conf(['--config-file', str(self.config)])
        self.assertEqual('/x', settings.from_conf(conf).state_path)

    def test_the_host_is_called_as_nova_calls_it_by_default(self):
        conf = cmd.read_conf(['--config-file', str(self.config)])
        found = settings.from_conf(conf)
        self.assertEqual(os.uname().nodename, found.host)
        self.assertEqual('qemu:///system', found.uri)

    def test_values_that_make_no_sense_are_refused(self):
        for line in ('poll_interval = 0', 'poll_interval = 61',
                     'poll_interval = x', 'readers = 0', 'readers = 1000',
                     'all_domains = perhaps', 'status_interval = -1'):
            self.configure(f'[agent]\n{line}\n')
            status, _, err = self.run_main()
            self.assertEqual(1, status, line)
            self.assertIn(line.split(maxsplit=1)[0], err)
            self.assertEqual(1, len(err.strip().splitlines()))

    def test_the_sample_names_no_machine(self):
        text = io.StringIO()
        with mock.patch.object(generator, '_list_opts', lambda names: [
                ('billing_listener.agent', options.list_opts())]):
            conf = generator.cfg.ConfigOpts()
            generator.register_cli_opts(conf)
            conf(['--namespace', 'billing_listener.agent'])
            generator.generate(conf, output_file=text)
        self.assertIn('#host = <current_hostname>', text.getvalue())
        self.assertNotIn(os.uname().nodename, text.getvalue())


class HookTest(CmdTestCase):

    def test_it_is_installed_and_removed(self):
        root = self.folder / 'root'
        hook = root / 'etc/libvirt/hooks/qemu.d/billing-agent'
        status, out, _ = self.run_main('--install-hook', '--root', str(root))
        self.assertEqual(0, status)
        self.assertIn(str(hook), out)
        self.assertIn('restart libvirtd', out)
        self.assertTrue(hook.exists())
        status, out, _ = self.run_main('--remove-hook', '--root', str(root))
        self.assertEqual(0, status)
        self.assertFalse(hook.exists())
        status, out, _ = self.run_main('--remove-hook', '--root', str(root))
        self.assertEqual((0, 'There is no hook.\n'), (status, out))

    def test_another_hook_is_an_error(self):
        hook = self.folder / 'etc/libvirt/hooks/qemu.d/billing-agent'
        hook.parent.mkdir(parents=True)
        hook.write_text('mine')
        status, _, err = self.run_main('--install-hook', '--root',
                                       str(self.folder))
        self.assertEqual(1, status)
        self.assertIn('left as it is', err)
        self.assertEqual('mine', hook.read_text())


class MissingTest(CmdTestCase):
    """One sentence says what to install."""

    def complain(self, module, secret):
        self.configure(f'[readings]\n{secret}\n[agent]\nuri=test:///x\n')
        return self.run_apart(
            'import sys', f'sys.modules[{module!r}] = None',
            'from billing_listener.agent import cmd',
            f'sys.exit(cmd.main(["--config-file", {str(self.config)!r}]))')

    def test_libvirt_python(self):
        self.assertEqual(
            'billing-agent: libvirt-python is missing: install it with "pip '
            "install 'horizon-billing[agent]'\", or python3-libvirt of your "
            'distribution.\n',
            self.complain('libvirt', 'secret = x'))

    def test_oslo_messaging(self):
        said = self.complain('oslo_messaging', 'secret = x')
        self.assertIn('billing-agent: oslo.messaging is missing', said)
        self.assertNotIn('Traceback', said)

    def test_replay_needs_neither(self):
        said = self.run_apart(
            'import sys', 'sys.modules["libvirt"] = None',
            'sys.modules["oslo_messaging"] = None',
            'from billing_listener.agent import cmd',
            'sys.exit(cmd.main(["--replay", "/nonexistent/trace.jsonl", '
            '"--host", "a"]))')
        self.assertIn('/nonexistent/trace.jsonl', said)
        self.assertNotIn('Traceback', said)


class LeanTest(CmdTestCase):

    def test_the_bus_is_reached_without_eventlet(self):
        said = self.run_apart(
            'import sys', 'from billing_listener.agent import lean',
            'print(lean.avoid_eventlet())',
            'from billing_listener.agent import bus',
            'print(sys.modules["eventlet"], "dns" in sys.modules)')
        self.assertEqual(['True', 'None False'], said.splitlines()[-2:])

    def test_without_cotyledon_eventlet_is_left_alone(self):
        said = self.run_apart(
            'import sys', 'import importlib.util as util',
            'real = util.find_spec',
            'util.find_spec = lambda name: real(name)'
            ' if name != "cotyledon" else None',
            'from billing_listener.agent import lean',
            'print(lean.avoid_eventlet(), "eventlet" in sys.modules)')
        self.assertEqual('False False', said.splitlines()[-1])
