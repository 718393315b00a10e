# SPDX-License-Identifier: Apache-2.0
"""Notices wait until they are delivered, and each is sent once."""

import contextlib
import datetime
import io
import json

from billing_ledger.cmd import manage
from billing_ledger.notify import channel
from billing_ledger.notify import outbox
from tests.functional.services import server
from tests.unit.ledger import base
from tests.unit.notify import base as receivers

BUDGET = receivers.BUDGET
MINUTE, HOUR = base.MINUTE, base.HOUR


class OutboxTestCase(base.BooksTestCase):

    def configure(self, **options):
        for name, value in options.items():
            self.conf.set_override(name, value, group='notices')
        self.open_books()
        return self.books.outbox

    def receive(self, *answers):
        receiver = self.enterContext(receivers.HTTPServer(*answers))
        self.configure(channels=['webhook'], webhook_url=receiver.url)
        return receiver

    def waiting(self):
        return list(self.books.outbox.undelivered())


class TestOutbox(OutboxTestCase):

    def test_a_notice_is_sent_once(self):
        receiver = self.receive()
        self.assertTrue(self.books.outbox.send(BUDGET))
        self.assertFalse(self.books.outbox.send(BUDGET))
        self.assertEqual((1, 0), self.books.outbox.deliver())
        self.assertFalse(self.books.outbox.send(
            BUDGET._replace(title='again')))
        self.assertEqual((0, 0), self.books.outbox.deliver())
        self.assertEqual(1, len(receiver.requests))
        self.assertEqual([], self.waiting())

    def test_another_kind_subject_or_period_is_another_notice(self):
        receiver = self.receive()
        for changed in ({}, {'kind': 'budget.forecast'},
                        {'subject_type': 'account'}, {'subject_id': 'p'},
                        {'period': '2026-12/80%'}):
            self.assertTrue(self.books.outbox.send(
                BUDGET._replace(**changed)))
        self.assertEqual((5, 0), self.books.outbox.deliver())
        ids = {json.loads(body)['id'] for _, _, body in receiver.requests}
        self.assertEqual(5, len(ids))

    def test_without_channels_nobody_is_told(self):
        self.assertFalse(self.books.outbox.send(BUDGET))
        self.assertEqual((0, 0), self.books.outbox.deliver())

    def test_a_failed_one_waits_ever_longer(self):
        receiver = self.receive((503, {}), (503, {}), (503, {}), (204, {}))
        self.books.outbox.send(BUDGET)
        for pause in (1, 2, 4):
            self.assertEqual((0, 1), self.books.outbox.deliver())
            [row] = self.waiting()
            self.assertEqual('the webhook answered 503', row.problem)
            self.assertEqual(self.now + pause * MINUTE, row.due_at)
            self.now += pause * MINUTE - datetime.timedelta(seconds=1)
            self.assertEqual((0, 0), self.books.outbox.deliver())
            self.now += datetime.timedelta(seconds=1)
        self.assertEqual((1, 0), self.books.outbox.deliver())
        ids = {json.loads(body)['id'] for _, _, body in receiver.requests}
        self.assertEqual((1, 4), (len(ids), len(receiver.requests)))

    def test_pauses_end_at_an_hour(self):
        self.assertEqual([MINUTE, 2 * MINUTE, 32 * MINUTE, HOUR, HOUR], [
            outbox.pause(attempts) for attempts in (1, 2, 6, 7, 10 ** 6)])

    def test_one_that_is_given_up_is_tried_again_when_asked(self):
        self.receive((500, {}), (500, {}), (204, {}))
        self.configure(most_attempts=2)
        self.books.outbox.send(BUDGET)
        self.books.outbox.deliver()
        self.now += MINUTE
        self.books.outbox.deliver()
        self.now += datetime.timedelta(days=99)
        self.assertEqual((0, 0), self.books.outbox.deliver())
        [row] = self.waiting()
        self.assertIsNone(row.due_at)
        self.assertEqual(1, self.books.outbox.retry())
        self.assertEqual((1, 0), self.books.outbox.deliver())
        with self.assertRaises(outbox.NoticeNotFound):
            self.books.outbox.retry(row.notice_id)

    def test_one_channel_does_not_hold_up_another(self):
        receiver = self.receive()
        self.configure(channels=['mail', 'webhook'], smtp_host='127.0.0.1',
                       smtp_port=server.free_port(), mail_to=['a@b.example'],
                       mail_from='c@d.example')
        self.books.outbox.send(BUDGET)
        self.assertEqual((1, 1), self.books.outbox.deliver())
        self.now += MINUTE
        self.assertEqual((0, 1), self.books.outbox.deliver())
        self.assertEqual(1, len(receiver.requests))
        self.assertEqual(['mail'], [row.channel for row in self.waiting()])

    def test_an_attempt_that_nobody_ended_is_made_again(self):
        """A process died in the middle of it."""
        receiver = self.receive()
        self.books.outbox.send(BUDGET)
        [row] = self.waiting()
        self.assertTrue(self.books.outbox._claim(row))
        self.assertFalse(self.books.outbox._claim(row))
        self.assertEqual((0, 0), self.books.outbox.deliver())
        self.now += HOUR
        self.assertEqual((1, 0), self.books.outbox.deliver())
        self.assertEqual(1, len(receiver.requests))

    def test_a_notice_is_there_only_if_its_transaction_is(self):
        self.receive()
        with contextlib.suppress(ZeroDivisionError), \
                self.books.database.writing() as connection:
            self.books.outbox.put(connection, BUDGET)
            raise ZeroDivisionError
        self.assertEqual([], self.waiting())

    def test_options_that_are_missing_are_named(self):
        for channels, option in ((['webhook'], 'webhook_url'),
                                 (['mail'], 'mail_from')):
            self.configure(channels=channels)
            with self.assertRaisesRegex(channel.NotConfigured, option):
                self.books.outbox.deliver()


class TestManage(OutboxTestCase):

    def run_manage(self, *argv):
        config = self.folder / 'billing.conf'
        config.write_text('\n'.join([
            '[database]',
            f'connection = sqlite:///{self.folder}/billing.sqlite',
            '[notices]', 'channels = webhook',
            f'webhook_url = {self.receiver.url}']))
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            status = manage.main(['--config-file', str(config), '--format',
                                  'json', 'notice', *argv])
        return status, json.loads(out.getvalue() or 'null')

    def test_list_and_retry(self):
        self.receiver = self.receive((404, {}), (204, {}))
        self.books.outbox.send(BUDGET)
        self.assertEqual((1, {'delivered': 0, 'failed': 1}),
                         self.run_manage('deliver'))
        status, [row] = self.run_manage('list')
        self.assertEqual((0, 'the webhook answered 404', 1),
                         (status, row['problem'], row['attempts']))
        self.assertEqual((0, {'delivered': 1, 'failed': 0}),
                         self.run_manage('retry', row['notice_id']))
        self.assertEqual((0, []), self.run_manage('list'))

    def test_retry_of_what_is_not_there(self):
        self.receiver = self.receive()
        with contextlib.redirect_stderr(io.StringIO()) as err:
            self.assertEqual((1, None), self.run_manage('retry', 'nothing'))
        self.assertIn('no notice nothing', err.getvalue())
