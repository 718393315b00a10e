# SPDX-License-Identifier: Apache-2.0
"""Glance, Cinder and Neutron beside Nova, each through its own exchange."""

import json

from billing_ledger import ledger
from tests.functional.db import books as ledgers
from tests.functional.listener import base
from tests.functional.listener import stream
from tests.unit.ledger.test_recorded_services import recorded


class ServicesTest(base.ListenerTestCase):

    def test_what_each_of_them_sends_is_billed(self):
        sent = {'glance': recorded('glance'), 'openstack': recorded('cinder'),
                'neutron': recorded('neutron')}
        with self.publisher() as publisher, self.listener() as listener:
            listener.wait_until_listening()
            publisher.publish(stream.recorded('04_live_migrate'))
            for exchange, messages in sent.items():
                for message in messages:
                    publisher.publish_body(
                        json.dumps({'oslo.version': '2.0',
                                    'oslo.message': json.dumps(message)}
                                   ).encode(), exchange=exchange)
            self.wait_until_empty()
            self.assertEqual(0, listener.terminate())
        quiet = self.open_books(self.new_database('sqlite'))
        for batch in ledgers.batches(
                map(stream.message, stream.recorded('04_live_migrate'))):
            quiet.record(batch)
        for messages in sent.values():
            quiet.record(messages)
        self.assert_same_books(ledgers.everything(quiet))
        books = self.open_books()
        self.assertEqual(0, books.quarantined())
        # The user of an address stands in the context alone.
        users = {row.user_id for row in books.usage(ledger.Query(
            ledgers.START, ledgers.NOW,
            group_by=('user', 'meter'))).rows if row.meter == 'ip.floating'}
        self.assertEqual({'alice'}, users)
