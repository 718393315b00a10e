# SPDX-License-Identifier: Apache-2.0
"""What the tests with real guests stand on: one lab, a guest for each."""

import tempfile
import unittest
import uuid

from tests.functional import services
from tests.functional.virt.lab import Lab


class VirtTestCase(unittest.TestCase):
    """Has a running Lab in ``self.lab``; all tests share it."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab = services.shared(Lab)

    def new_guest(self, **options):
        """Return a Guest with an instance id of its own, not yet started.

        It is removed after the test.
        """
        guest = self.lab.new_guest(str(uuid.uuid4()), **options)
        self.addCleanup(guest.remove)
        return guest

    def new_folder(self):
        """Return the path of a folder that is removed after the test."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        return folder.name

    def statistics(self, guest):
        """Return what libvirt says of a guest now, all of it."""
        domain = guest.domain()
        return domain.connect().domainListGetStats([domain])[0][1]
