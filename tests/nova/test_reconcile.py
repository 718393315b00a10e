# SPDX-License-Identifier: Apache-2.0
"""Billed right from Nova's own records, whatever was never heard."""

import concurrent.futures
import random

from billing_ledger.timeline.build import build_timeline
from tests.functional.listener.process import Listener
from tests.functional.listener.process import wait_for
from tests.nova import base
from tests.nova import notifications
from tests.nova import servers

SEED = 20261122
LOSS = 0.3
_INTERVAL = 5
_ROUND = 'Reconciled with Nova'


def resized(server):
    server.resize('m1.medium').confirm().resize('m1.small').revert()


def moved(server):
    server.live_migrate().live_migrate().cold_migrate().confirm()


def halted(server):
    server.stop().start().pause().unpause().suspend().resume()


def shelved(server):
    server.shelve()
    servers.apart()
    server.unshelve().stop().resize('m1.medium').revert()


def rebuilt(server):
    server.live_migrate().rebuild().cold_migrate().revert()


def left_alone(server):
    servers.apart(3)


STORIES = (resized, moved, halted, shelved, rebuilt, resized, left_alone)


class TestReconcile(base.CloudTestCase):
    """One run; each test looks at another side of what came of it."""

    def live(self, story, when, number, stays=False):
        """Let a server live through a story, and perhaps be deleted."""
        server = servers.Server(
            self.cloud, f'{when}-{story.__name__}-{number}',
            user=('alice', 'bob')[number % 2], flavor='m1.tiny')
        story(server)
        servers.apart()
        if not stays:
            server.delete()
        return server.id

    def live_all(self, when):
        """Let a server live through each story; the odd ones stay."""
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            return list(pool.map(
                lambda numbered: self.live(
                    numbered[1], when, numbered[0], stays=numbered[0] % 2),
                enumerate(STORIES)))

    def test_everything_lost_and_some_lost(self):
        chance = random.Random(SEED)
        unheard = set()          # servers whose deletion nobody hears of

        def is_lost(message):
            return (chance.random() < LOSS
                    or notifications.subject(message) in unheard)

        before = self.live_all('before')
        vanishing = [servers.Server(self.cloud, f'vanishing-{number}')
                     for number in range(2)]
        listener = Listener(str(self.folder), self.options(
            interval=_INTERVAL, audit_interval=_INTERVAL,
            settle_time=_INTERVAL))
        with notifications.Passage(self.cloud.bus_url, is_lost) as passage, \
                listener:
            listener.wait_until_listening()
            during = self.live_all('during')
            silent = servers.Server(self.cloud, 'silently-deleted')
            wait_for(lambda: any(
                notifications.subject(message) == silent.id
                for message in passage.messages), 30)
            unheard.add(silent.id)
            silent.live_migrate().delete()
            for server in vanishing:
                unheard.add(server.id)
                server.delete()
            self.wait_until_nothing_is_new(listener)
            self.assertEqual(0, listener.terminate())
        self.check_lives(before + during + [silent.id]
                         + [server.id for server in vanishing])
        self.check_nothing_was_invented(passage, during)
        self.check_log(listener)

    def wait_until_nothing_is_new(self, listener):
        """Wait for two rounds in a row that found nothing to heal."""
        def rounds():
            return [line for line in listener.log().splitlines()
                    if _ROUND in line]
        begun = len(rounds())
        wait_for(lambda: len(rounds()) > begun + 2 and all(
            ' 0 healed' in line for line in rounds()[-2:]), 90,
            lambda: listener.log()[-3000:])

    def check_lives(self, server_ids):
        books = self.open_books()
        for server_id in server_ids:
            with self.subTest(server=server_id):
                segments = books.timeline(server_id)
                self.assertTrue(segments)
                self.check(server_id, segments)

    def check_nothing_was_invented(self, passage, server_ids):
        """What was healed is nearly what all notifications would have told.
        """
        books = self.open_books()
        for server_id in server_ids:
            facts = [event for event in base.events(passage.messages)
                     if event.instance_id == server_id]
            with self.subTest(server=server_id):
                self.assertEqual(
                    base.way(build_timeline(facts)),
                    base.way(books.timeline(server_id)))

    def check_log(self, listener):
        log = listener.log()
        self.assertNotIn(self.cloud.password, log)
        self.assertNotIn('Traceback', log)
        self.assertIn('Healed', log)
