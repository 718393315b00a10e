# SPDX-License-Identifier: Apache-2.0
"""What the tests stand on: one cloud, and timelines to hold against it."""

import datetime
import pathlib
import tempfile
import unittest

from billing_ledger import ledger
from billing_ledger.facts import envelope
from billing_ledger.facts import nova
from billing_ledger.metering import usage as metering
from billing_ledger.metering.holding import holdings
from billing_listener import cmd
from billing_listener.reconcile.flavors import UNKNOWN
from tests.functional.listener.process import write_config
from tests.nova import cloud
from tests.nova import configuration
from tests.nova import notifications
from tests.nova import tables
from tests.nova.tables import without_repetition

SECOND_US = 10 ** 6


class CloudTestCase(unittest.TestCase):
    """Has a running Nova at ``self.cloud`` and an empty folder."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cloud = cloud.shared()

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def options(self, **reconcile):
        """Return a configuration of billing-listener by group."""
        return {
            'DEFAULT': {'transport_url': self.cloud.bus_url},
            'database': {
                'connection': f'sqlite:///{self.folder}/billing.sqlite'},
            'listener': {'topics': notifications.TOPIC, 'derive_interval': 1,
                         'exchanges': notifications.EXCHANGE},
            'reconcile': configuration.auth(self.cloud, 'admin', 'admin')
            | {'settle_time': 0} | reconcile}

    def open_books(self, options=None):
        """Return the Ledger that such a configuration names."""
        return ledger.Ledger(self.read_conf(options or self.options()))

    def read_conf(self, options):
        path = self.folder / 'test.conf'
        write_config(path, options)
        return cmd.read_conf(['--config-file', str(path)])

    def check(self, server_id, segments):
        """Hold a timeline against Nova's tables; return what they say.

        Hosts and flavors are those in force, not those of attempts to build.
        """
        life = tables.read(self.cloud, server_id)
        if life is None:
            self.assertFalse([each for each in segments if each.launched])
            return None
        self.assertEqual(life.created_at, segments[0].start)
        launched = [each for each in segments if each.launched]
        if life.deleted_at or launched:
            self.assertEqual(life.deleted_at, segments[-1].end)
        self.assertEqual(life.hosts, without_repetition(
            each.host for each in launched if each.host))
        if launched:
            self._check_flavors(life, launched)
        if segments[-1].end is None:
            self.assertEqual((life.host, life.state),
                             (segments[-1].host, segments[-1].state))
        elif life.vcpu_seconds is not None:
            self._check_vcpu_seconds(life, segments)
        return life

    def _check_flavors(self, life, launched):
        """Check the flavors that Nova's API can tell.

        Its tables have earlier flavors by numbers that it never names; where
        no notification and no other server did so, nothing was billed.
        """
        found = without_repetition(each.flavor for each in launched)
        self.assertEqual(len(life.flavors), len(found), (life, found))
        for told, flavor in zip(life.flavors, found, strict=True):
            self.assertIn(flavor, (told, UNKNOWN.name))

    def _check_vcpu_seconds(self, life, segments):
        # A second for the whole life; and as the tables keep no fractions,
        # one for each change of what was allocated in the midst of it.
        if UNKNOWN.name in {each.flavor for each in segments}:
            self.assertLess(vcpu_us(segments), life.vcpu_seconds * SECOND_US)
            return
        most = SECOND_US * max(each.vcpus for each in segments) * (
            1 + max(life.changes - 2, 0))
        self.assertLessEqual(
            abs(vcpu_us(segments) - life.vcpu_seconds * SECOND_US), most,
            (life, segments))


def events(messages):
    """Return the InstanceEvents among notifications."""
    found = (nova.read_instance_event(envelope.open_envelope(message))
             for message in messages)
    return [event for event in found if event is not None]


def way(segments):
    """Return the hosts and flavors of a guest, in order."""
    return without_repetition(
        (each.host, each.flavor) for each in segments if each.launched)


def conditions(segments):
    """Return the hosts and states of a guest, in order."""
    return without_repetition(
        (each.host, each.state) for each in segments if each.launched)


def vcpu_us(segments):
    """Return the vCPU-microseconds of a life that has ended."""
    if not segments:
        return 0
    whole = [(segments[0].start, segments[-1].end
              or segments[0].start + datetime.timedelta(days=1))]
    return sum(quantity for key, quantity in metering.usage(
        holdings('server', segments, whole)).items()
        if key.meter == 'vcpu.allocated')
