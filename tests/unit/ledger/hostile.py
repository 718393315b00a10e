# SPDX-License-Identifier: Apache-2.0
"""What tests of readers do to a good notification."""

import copy
import unittest

from billing_ledger import exception
from billing_ledger.facts import envelope

HUGE = 'x' * 300
# What a text that must be there, one that may be, a size and a time are not.
NO_TEXT = (None, '', 5, 1.5, True, {}, [], HUGE, 'a\x00b', '\ud800')
NO_OPTIONAL_TEXT = (5, True, {}, ['x'], HUGE, 'a\x00b', '\ud800')
NO_SIZE = (None, '1', 1.5, True, -1, 2 ** 31, 10 ** 30, [])
NO_TIME = (None, '', 'soon', 12, [], '9999-12-31T23:59:59-12:00', HUGE)


def read(reader, message):
    """Return what a reader finds in a message."""
    return reader(envelope.open_envelope(message))


class HostileTestCase(unittest.TestCase):
    """Checks what a reader refuses."""

    def assert_refused(self, reader, message, reason):
        with self.assertRaisesRegex(exception.MalformedMessage, reason):
            read(reader, message)

    def assert_refuses_fields(self, reader, message, cases, inner=None):
        """Check that fields with such values, or missing, are refused.

        :param cases: values by the field's name
        :param inner: the key of the object in the payload that has them
        """
        for key, values in cases.items():
            for value in values:
                with self.subTest(key=key, value=str(value)[:20]):
                    changed = copy.deepcopy(message)
                    data = changed['payload']
                    data = data[inner] if inner else data
                    data[key] = value
                    self.assert_refused(reader, changed, key)
            if None in values:
                with self.subTest(key=key, value='missing'):
                    changed = copy.deepcopy(message)
                    data = changed['payload']
                    del (data[inner] if inner else data)[key]
                    self.assert_refused(reader, changed, key)
