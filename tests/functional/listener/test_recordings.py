# SPDX-License-Identifier: Apache-2.0
"""Recorded notifications, through RabbitMQ and billing-listener."""

import json
import pathlib
import subprocess
import sys

from tests.functional.db import books as ledgers
from tests.functional.listener import base
from tests.functional.listener import stream
from tests.recordings import files


class RecordingsTest(base.ListenerTestCase):

    def through_listener(self, deliveries):
        """Send deliveries through a listener; return its database's URL."""
        self.url = self.new_database()
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            publisher.publish(deliveries)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        return self.url

    def test_books_equal_a_replay_of_the_same_files(self):
        deliveries = stream.everything()
        self.through_listener(deliveries)
        replay_url = self.new_database()
        config = pathlib.Path(self.folder, 'replay.conf')
        config.write_text(f'[database]\nconnection = {replay_url}\n')
        done = subprocess.run(
            [sys.executable, '-m', 'billing_ledger.cmd.manage',
             '--config-file', str(config), 'replay', '--format', 'json',
             *(str(files.path(name)) for name in files.NAMES)],
            capture_output=True, text=True, check=True)
        result = json.loads(done.stdout)
        self.assertEqual(0, result['duplicates'])
        self.assertEqual(0, result['quarantined'])
        self.assertGreater(result['recorded'], 3000)
        self.assert_same_books(
            ledgers.everything(self.open_books(replay_url)))

    def test_both_formats_together_or_alone_give_the_same_bill(self):
        both = stream.everything()
        versioned = [each for each in both if each.is_versioned]
        legacy = [each for each in both if not each.is_versioned]
        bills = [ledgers.bill(self.open_books(self.through_listener(part)))
                 for part in (both, versioned, legacy)]
        self.assertGreater(len(json.loads(bills[0])['rows']), 100)
        self.assertTrue(bills[0] == bills[1], 'the versioned bill differs')
        self.assertTrue(bills[0] == bills[2], 'the unversioned bill differs')

    def test_nothing_secret_is_logged(self):
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            publisher.publish(stream.recorded('04_live_migrate'))
            publisher.publish_body(b'not JSON')
            self.wait_until_empty()
            listener.terminate()
            self.assertNotIn(self.rabbit.password, listener.log())
            self.assertNotIn('_context_', listener.log())

    def test_two_listeners_share_the_work(self):
        deliveries = stream.repeated(6000)
        expected = self.replayed(deliveries)
        with (self.publisher() as publisher,
              self.listener('first') as first,
              self.listener('second') as second):
            first.wait_until_listening()
            second.wait_until_listening()
            publisher.publish(deliveries)
            self.wait_until_empty()
            self.assertEqual(0, first.terminate())
            self.assertEqual(0, second.terminate())
            for each in (first, second):
                self.assertRegex(each.log(), r'[1-9]\d* recorded')
        self.assert_same_books(expected)
