# SPDX-License-Identifier: Apache-2.0
"""E-mail, with a real mail server at the other end."""

import email
from email import header
import email.policy
import pathlib
import ssl
import subprocess
import tempfile
import unittest

from aiosmtpd import controller
from aiosmtpd import handlers
from aiosmtpd import smtp
import hypothesis
from hypothesis import strategies

from billing_ledger import conf as configuration
from billing_ledger.notify import channel
from billing_ledger.notify import mail
from tests.functional.services import server
from tests.unit.notify import base

PEOPLE = ['ann@example.org', 'bob@example.org']
HEADERS = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted',
           'Content-Type', 'Content-Transfer-Encoding', 'MIME-Version']


class Inbox(handlers.Message):
    """Keeps messages; refuses what it is told to."""

    def __init__(self, refused=()):
        super().__init__()
        self.messages = []
        self.refused = refused

    def handle_message(self, message):
        self.messages.append(message)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return '550 nobody of that name'
        envelope.rcpt_tos.append(address)
        return '250 OK'


class TestMail(unittest.TestCase):

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate = str(pathlib.Path(folder.name, 'certificate'))
        key = str(pathlib.Path(folder.name, 'key'))
        subprocess.run(
            ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes',
             '-subj', '/CN=localhost', '-addext', 'subjectAltName='
             'DNS:localhost', '-keyout', key, '-out', cls.certificate],
            check=True, capture_output=True)
        cls.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        cls.tls.load_cert_chain(cls.certificate, key)

    def receive(self, refused=(), **more):
        """Start a mail server; return its Inbox and its port."""
        inbox = Inbox(refused)
        running = controller.Controller(
            inbox, hostname='localhost', port=server.free_port(), **more)
        running.start()
        self.addCleanup(running.stop)
        return inbox, running.port

    def send(self, port, **options):
        conf = configuration.unread_conf()
        conf([], project='tests', default_config_files=[], use_env=False)
        for name, value in ({
                'smtp_port': port, 'timeout': 2, 'mail_to': PEOPLE,
                'mail_from': 'billing@example.org'} | options).items():
            conf.set_override(name, value, group='notices')
        mail.Mail(conf.notices)(base.parcel())

    def assert_fails(self, reason, *args, **options):
        with self.assertRaises(channel.NotDelivered) as caught:
            self.send(*args, **options)
        self.assertIn(reason, str(caught.exception))

    def test_a_message_over_starttls(self):
        inbox, port = self.receive(tls_context=self.tls,
                                   require_starttls=True)
        self.send(port, ca_file=self.certificate)
        [message] = inbox.messages
        subject = header.make_header(header.decode_header(
            message['Subject']))
        self.assertEqual(base.BUDGET.title, str(subject))
        self.assertEqual('billing@example.org', message['From'])
        self.assertEqual(', '.join(PEOPLE), message['To'])
        self.assertEqual('Mon, 02 Nov 2026 10:00:00 +0000', message['Date'])
        self.assertEqual(base.BUDGET.text,
                         message.get_payload(decode=True).decode())

    def test_without_starttls_nothing_is_sent(self):
        inbox, port = self.receive()
        self.assert_fails('SMTPNotSupportedError', port)
        self.assertEqual([], inbox.messages)
        self.send(port, smtp_security='none')
        self.assertEqual(1, len(inbox.messages))

    def test_a_certificate_of_nobody_we_trust(self):
        inbox, port = self.receive(tls_context=self.tls)
        self.assert_fails('SSLCertVerificationError', port)
        self.assertEqual([], inbox.messages)

    def test_tls_from_the_beginning(self):
        inbox, port = self.receive(ssl_context=self.tls)
        self.send(port, smtp_security='tls', ca_file=self.certificate)
        self.assertEqual(1, len(inbox.messages))

    def test_a_login(self):
        def check(server, session, envelope, mechanism, data):
            return smtp.AuthResult(success=data.password == b'pa55')

        inbox, port = self.receive(tls_context=self.tls, authenticator=check,
                                   auth_required=True)
        known = {'ca_file': self.certificate, 'smtp_user': 'billing'}
        self.send(port, smtp_password='pa55', **known)
        self.assertEqual(1, len(inbox.messages))
        with self.assertRaises(channel.NotDelivered) as caught:
            self.send(port, smtp_password='wr0ng', **known)
        self.assertEqual(1, len(inbox.messages))
        self.assertNotIn('wr0ng', str(caught.exception))

    def test_who_is_refused_does_not_hold_up_the_others(self):
        inbox, port = self.receive(refused=PEOPLE[:1])
        with self.assertLogs(mail.LOG.logger, 'WARNING') as logged:
            self.send(port, smtp_security='none')
        self.assertIn(PEOPLE[0], logged.output[0])
        self.assertEqual(1, len(inbox.messages))
        _, port = self.receive(refused=PEOPLE)
        self.assert_fails('SMTPRecipientsRefused', port,
                          smtp_security='none')

    def test_what_was_taken_is_not_sent_again(self):
        class Rude(Inbox):
            async def handle_QUIT(self, server, session, envelope):
                return '451 not now'

        inbox = Rude()
        running = controller.Controller(inbox, hostname='localhost',
                                        port=server.free_port())
        running.start()
        self.addCleanup(running.stop)
        self.send(running.port, smtp_security='none')
        self.assertEqual(1, len(inbox.messages))

    def test_nobody_is_there(self):
        self.assert_fails('ConnectionRefusedError', server.free_port())


class TestCompose(unittest.TestCase):

    def compose(self, **changes):
        """Return a message as a mail server reads it."""
        sent = mail.compose(base.parcel(base.BUDGET._replace(**changes)),
                            'billing@example.org', PEOPLE)
        return email.message_from_bytes(bytes(sent),
                                        policy=email.policy.default)

    def test_no_title_adds_a_header(self):
        for title in ('a\r\nBcc: eve@example.org', 'a\nBcc: eve@example.org',
                      'a\r\n\r\nBcc: x', 'a\u2028Bcc: x', 'a\x85Bcc: x',
                      'a\vBcc: x', '\r\n', '=?utf-8?q?a=0ABcc=3A_x?='):
            with self.subTest(title):
                message = self.compose(title=title)
                self.assertEqual(set(HEADERS), set(message.keys()))
                self.assertEqual(', '.join(PEOPLE), message['To'])

    @hypothesis.given(
        title=strategies.text(strategies.characters(
            exclude_categories=('Cs',)), max_size=200),
        text=strategies.text(strategies.characters(
            exclude_categories=('Cs',)), max_size=500))
    @hypothesis.example('=?utf-8?b?YQpCY2M6IHg=?=', 'a\n.\nBcc: x')
    def test_nothing_adds_a_header_or_a_part(self, title, text):
        message = self.compose(title=title, text=text)
        self.assertEqual(sorted(HEADERS), sorted(message.keys()))
        self.assertFalse(message.is_multipart())

    def test_a_long_title_with_any_letters_arrives(self):
        title = 'Größe 漢字 ' * 20
        self.assertEqual(title.strip(),
                         self.compose(title=title)['Subject'].strip())
