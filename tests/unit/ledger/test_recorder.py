# SPDX-License-Identifier: Apache-2.0
"""Each message once, nothing lost, nothing secret kept."""

import json
from unittest import mock

from billing_ledger import ledger
from billing_ledger.db import quarantine
from billing_ledger.db import schema
from billing_ledger.db import timelines
from billing_ledger.facts import scrub
from billing_ledger.recorder import RecordResult
from billing_ledger.timeline.build import build_timeline
from tests.recordings import files
from tests.unit.ledger import base

BAD = {'message_id': 'm1', 'event_type': 'instance.update',
       'timestamp': '2026-11-22 06:27:59.404299', 'priority': 'INFO',
       'payload': {'adminPass': 'hush', 'note': 'fine'},
       '_context_auth_token': 'gAAAAABexample'}


class TestRecord(base.BooksTestCase):

    def everything_stored(self):
        with self.books.database.reading() as connection:
            return '\n'.join(
                str(row) for table in schema.metadata.sorted_tables
                for row in connection.execute(table.select()))

    def set_aside(self):
        with self.books.database.reading() as connection:
            return quarantine.read(connection)

    def test_twice_is_once(self):
        messages = base.Server().launched().deleted().messages
        self.assertEqual(RecordResult(recorded=2),
                         self.books.record(messages))
        self.assertEqual(RecordResult(duplicates=2),
                         self.books.record(messages))
        self.assertEqual(
            RecordResult(duplicates=4), self.books.record(messages * 2))

    def test_nothing_is_a_batch_too(self):
        self.assertEqual(RecordResult(), self.books.record([]))

    def test_a_bad_message_stops_nothing(self):
        good = base.Server().launched().messages
        result = self.books.record(
            [BAD, None, 7, [], 'text', *good, {'event_type': 'x'}])
        self.assertEqual(RecordResult(recorded=1, quarantined=6), result)
        self.assertEqual(6, self.books.quarantined())

    def test_a_bad_message_is_set_aside_once(self):
        for _ in range(3):
            self.books.record([BAD])
        row, = self.set_aside()
        self.assertEqual('payload is no versioned object of Nova', row.reason)
        self.assertEqual('m1', row.message_id)

    def test_secrets_are_not_kept(self):
        self.books.record([BAD])
        row, = self.set_aside()
        self.assertNotIn('gAAAA', row.body)
        self.assertNotIn('hush', row.body)
        self.assertIn('fine', row.body)

    def test_no_token_and_no_name_of_a_user_of_any_recording(self):
        for name in files.NAMES:
            self.books.record(files.messages(name))
        stored = self.everything_stored()
        for word in ('SCRUBBED-TOKEN', '_context_', 'auth_token', 'alice@',
                     'roles', 'service_catalog', 'cost_center'):
            self.assertNotIn(word, stored)

    def test_odd_characters_and_sizes_are_set_aside(self):
        huge = dict(BAD, message_id='m2',
                    payload={'x': 'ä' * 3_000_000})
        deep = nested = {}
        for _ in range(500):
            nested['x'] = nested = {}
        odd = dict(BAD, event_type='instance.\x00\ud800', message_id='\x00')
        self.books.record([huge, dict(BAD, payload=deep), odd])
        self.books.quarantine('\x00\udcff not JSON', 'not \x00 JSON')
        self.assertEqual(4, self.books.quarantined())
        for row in self.set_aside():
            self.assertLessEqual(len(row.body), scrub.LARGEST_BODY)
            json.loads(row.body)

    def test_no_secret_is_kept_of_what_is_only_text(self):
        inner = json.dumps(dict(BAD, _context_password='hush'))
        for body in (
                json.dumps({'oslo.version': '3.0', 'oslo.message': inner}),
                json.dumps({'oslo.version': '2.0',
                            'oslo.message': inner[:-20]}),
                inner[:-20], f'[{inner}', f'"{inner}"'):
            self.books.quarantine(body, 'unreadable')
        self.assertGreater(self.books.quarantined(), 3)
        for row in self.set_aside():
            self.assertNotIn('hush', row.body)
            self.assertNotIn('gAAAA', row.body)

    def test_what_was_set_aside_as_text_is_replayed_too(self):
        message, = base.Server().launched().messages
        self.books.quarantine(json.dumps(
            {'oslo.version': '2.0', 'oslo.message': json.dumps(message)}),
            'a version that was unknown')
        self.assertEqual(RecordResult(recorded=1),
                         self.books.recorder.replay_quarantine())

    def test_quarantine_is_replayed_after_a_fix(self):
        message, = base.Server().launched().messages
        self.books.quarantine(message, 'a defect that has been mended')
        self.books.record([BAD])
        self.assertEqual(RecordResult(recorded=1, quarantined=1),
                         self.books.recorder.replay_quarantine())
        self.assertEqual(1, len(self.books.timeline(base.INSTANCE)))
        self.assertEqual(1, self.books.quarantined())


class TestDerive(base.BooksTestCase):

    def test_a_late_fact_changes_the_timeline(self):
        server = base.Server().launched().after(base.HOUR).deleted()
        self.books.record(server.messages[1:])
        self.assertEqual(1, len(self.books.timeline(base.INSTANCE)))
        early = base.Server().says().messages
        early[0]['message_id'] = 'earlier'
        self.books.record([*server.messages[:1], *early])
        self.assertEqual(
            server.messages[0]['timestamp'],
            str(self.books.timeline(base.INSTANCE)[-1].start)[:19])

    def test_rebuilt_is_what_it_was(self):
        for name in files.NAMES[:4]:
            self.books.record(files.messages(name))
        before = self.books.charges(self.query()).rows
        self.books.deriver.forget()
        self.assertEqual(before, self.books.charges(self.query()).rows)

    def query(self):
        return ledger.Query(base.START, self.now)

    def test_verify_finds_what_was_tampered_with(self):
        self.books.record(base.Server().launched().messages)
        self.books.deriver.derive_all()
        self.assertEqual([], list(self.books.deriver.verify()))
        with self.books.database.writing() as connection:
            connection.execute(schema.segment.update().values(vcpus=2))
        different, = self.books.deriver.verify()
        self.assertEqual(base.INSTANCE, different.resource_id)

    def test_verify_finds_whose_it_was_tampered_with(self):
        self.books.record(base.Server().launched().messages)
        self.books.deriver.derive_all()
        with self.books.database.writing() as connection:
            connection.execute(schema.timeline.update().values(
                project_id=base.OTHER_PROJECT))
        self.assertEqual(1, len(list(self.books.deriver.verify())))

    def test_a_defect_at_one_instance_keeps_nobody_from_a_bill(self):
        for name in ('good', 'odd'):
            self.books.record(
                base.Server(instance_id=name).launched().messages)

        def build(events):
            if events[0].instance_id == 'odd':
                raise ArithmeticError
            return build_timeline(events)

        with mock.patch.object(timelines, 'build_timeline', build), \
                self.assertLogs(timelines.LOG.logger, 'ERROR'):
            self.assertEqual(1, len(self.books.timeline('good')))
            self.assertEqual([], self.books.timeline('odd'))
            self.assertEqual(['odd'], [
                each.resource_id for each in self.books.deriver.verify()])
        self.books.deriver.forget()
        self.assertEqual(1, len(self.books.timeline('odd')))

    def test_a_timeline_derived_from_more_events_stays(self):
        server = base.Server().launched().after(base.HOUR).deleted()
        self.books.record(server.messages)
        before = self.books.timeline(base.INSTANCE)
        with self.books.database.writing() as connection:
            connection.execute(schema.event.delete().where(
                schema.event.c.event_type == 'instance.delete.end'))
            timelines.derive(connection, [base.INSTANCE])
        self.assertEqual(before, self.books.timeline(base.INSTANCE))
