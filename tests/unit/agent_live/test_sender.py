# SPDX-License-Identifier: Apache-2.0
"""From the spool to whoever takes it."""

import json
import tempfile
import threading
import time
import unittest

from billing_ledger.facts import envelope
from billing_ledger.facts import reading
from billing_ledger.facts import signature
from billing_listener.agent import clock
from billing_listener.agent import sender
from billing_listener.agent import spool
from billing_listener.agent import tally
from tests.unit.agent_live.samples import closing
from tests.unit.agent_live.samples import ordinary

_SECONDS = 10


class Outlet:
    """Takes messages, unless it is away."""

    def __init__(self):
        self.messages = []
        self.error = None
        self.tried = threading.Semaphore(0)
        self.meanwhile = lambda: None

    def __call__(self, message):
        try:
            self.meanwhile()
            if self.error:
                raise self.error
            self.messages.append(json.loads(json.dumps(message)))
        finally:
            self.tried.release()


class SenderTest(unittest.TestCase):

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.spool = spool.Spool(folder.name)
        self.addCleanup(self.spool.close)
        self.outlet = Outlet()
        self.tally = tally.Tally(time.monotonic)

    def start(self, secret='secret'):
        self.sender = sender.Sender(
            'cmp1', self.spool, sender.Delivery(self.outlet, secret),
            clock.Clock(), self.tally)
        self.sender.start()
        self.addCleanup(self.sender.finish, _SECONDS)

    def finish(self):
        self.assertTrue(self.sender.finish(_SECONDS))

    def wait_for_attempt(self):
        self.assertTrue(self.outlet.tried.acquire(timeout=_SECONDS))

    def test_readings_come_as_a_signed_message(self):
        self.spool.save({}, [ordinary(1), closing(20)])
        self.start()
        self.finish()
        message, = self.outlet.messages
        opened = envelope.open_envelope(message)
        self.assertEqual(reading.EVENT_TYPE, opened.event_type)
        self.assertEqual('billing-agent.cmp1', message['publisher_id'])
        self.assertEqual('INFO', message['priority'])
        self.assertTrue(signature.is_signed(opened.payload, 'secret'))
        self.assertFalse(signature.is_signed(opened.payload, 'other'))
        found, problems = reading.read_batch(opened.payload)
        self.assertEqual([], problems)
        self.assertEqual([None, True], [each.exact for each in found])
        self.assertEqual(0, self.spool.waiting())
        self.assertIn('2 sent, 0 waiting', self.tally.take_line(0))

    def test_without_a_secret_there_is_no_signature(self):
        self.spool.save({}, [ordinary(1)])
        self.start(secret=None)
        self.finish()
        self.assertNotIn('signature', self.outlet.messages[0]['payload'])

    def test_a_batch_is_not_without_end(self):
        self.spool.save({}, [ordinary(1, f'run{number:04}')
                             for number in range(1201)])
        self.start()
        self.finish()
        batches = [message['payload']['readings']
                   for message in self.outlet.messages]
        self.assertEqual([500, 500, 201], list(map(len, batches)))
        self.assertEqual([f'run{number:04}' for number in range(1201)],
                         [each['run_id'] for batch in batches
                          for each in batch])

    def test_nothing_is_forgotten_before_it_has_arrived(self):
        self.spool.save({}, [ordinary(1), closing(20)])
        self.outlet.error = OSError('no route')
        with self.assertLogs('billing_listener', 'WARNING') as logs:
            self.start()
            self.wait_for_attempt()
            self.wait_for_attempt()
            self.assertEqual(2, self.spool.waiting())
            self.outlet.error = None
            self.wait_for_attempt()
            self.finish()
        self.assertEqual(0, self.spool.waiting())
        self.assertEqual(1, len(self.outlet.messages))
        self.assertIn('RabbitMQ does not answer: no route', logs.output[0])
        self.assertIn('is back', logs.output[-1])
        self.assertEqual(2, len(logs.output))

    def test_what_comes_later_is_sent_when_it_is_said_so(self):
        self.start()
        self.spool.save({}, [ordinary(1)])
        self.sender.wake()
        self.wait_for_attempt()
        self.finish()
        self.assertEqual(1, len(self.outlet.messages))

    def test_a_reading_superseded_while_it_is_sent(self):
        self.spool.save({}, [ordinary(1)])
        self.outlet.meanwhile = lambda: self.spool.save({}, [ordinary(2)])
        self.start()
        self.wait_for_attempt()
        self.outlet.meanwhile = lambda: None
        self.finish()
        self.assertEqual([ordinary(2)], self.outlet.messages[-1]['payload'][
            'readings'])

    def test_a_damaged_reading_does_not_stop_the_others(self):
        self.spool.save({}, [ordinary(1, 'a'), ordinary(1, 'b')])
        with self.spool._transaction() as database:
            database.execute("UPDATE outbox SET reading = '{' "
                             "WHERE run_id = 'a'")
        with self.assertLogs('billing_listener', 'ERROR'):
            self.start()
            self.finish()
        self.assertEqual(['b'], [
            each['run_id']
            for each in self.outlet.messages[0]['payload']['readings']])
        self.assertEqual(0, self.spool.waiting())

    def test_without_a_delivery_all_stays(self):
        self.spool.save({}, [ordinary(1)])
        idle = sender.Sender('cmp1', self.spool, None, clock.Clock(),
                             self.tally)
        idle.start()
        idle.wake()
        self.assertTrue(idle.finish(_SECONDS))
        self.assertEqual(1, self.spool.waiting())
