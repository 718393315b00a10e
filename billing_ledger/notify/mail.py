# SPDX-License-Identifier: Apache-2.0
"""Send notices by e-mail."""

import contextlib
from email import header
from email import utils
from email.mime import text as mime
import smtplib
import ssl
import unicodedata

from oslo_log import log as logging

from billing_ledger.notify import channel

LOG = logging.getLogger(__name__)

STARTTLS = 'starttls'
TLS = 'tls'


class Mail:
    """One mail server, and the people who are written to.

    :param options: group [notices] of a configuration
    """

    def __init__(self, options):
        self._options = options

    def __call__(self, parcel):
        """Send a notice.

        Who is refused is named in the log: to try again would write to the
        others once more.

        :raises NotDelivered: the server took it for nobody
        """
        try:
            with contextlib.closing(self._connect()) as server:
                refused = server.send_message(
                    compose(parcel, self._options.mail_from,
                            self._options.mail_to))
                # Whatever it answers is no reason to send again what it took.
                with contextlib.suppress(OSError, smtplib.SMTPException):
                    server.quit()
        except (OSError, smtplib.SMTPException) as error:
            # The text may hold what the server was told.
            raise channel.NotDelivered(
                reason='the mail server did not take it '
                       f'({_described(error)})') from None
        if refused:
            LOG.warning('The mail server did not take notice %s for %s',
                        parcel.id, ', '.join(sorted(refused)))

    def _connect(self):
        options = self._options
        where = (options.smtp_host, options.smtp_port)
        if options.smtp_security == TLS:
            server = smtplib.SMTP_SSL(*where, timeout=options.timeout,
                                      context=self._trust())
        else:
            server = smtplib.SMTP(*where, timeout=options.timeout)
        try:
            if options.smtp_security == STARTTLS:
                server.starttls(context=self._trust())
            if options.smtp_user:
                server.login(options.smtp_user, options.smtp_password or '')
        except BaseException:
            server.close()
            raise
        return server

    def _trust(self):
        return ssl.create_default_context(cafile=self._options.ca_file)


def compose(parcel, sender, recipients):
    """Return the message of a notice.

    Whatever is in the notice stays in the subject and the text: no header
    lines can be added. Both are encoded as a whole. EmailMessage would not do
    for that: it decodes an encoded word that stands in the title, and takes a
    line break in there for the end of the header.
    """
    message = mime.MIMEText(parcel.notice.text, 'plain', 'utf-8')
    message['From'] = sender
    message['To'] = ', '.join(recipients)
    message['Subject'] = header.Header(
        one_line(parcel.notice.title), 'utf-8', header_name='Subject')
    message['Date'] = utils.format_datetime(parcel.created_at)
    message['Message-ID'] = f'<{parcel.id}@horizon-billing>'
    message['Auto-Submitted'] = 'auto-generated'
    return message


def one_line(text):
    """Return a text without line breaks and control characters."""
    return ' '.join(''.join(
        ' ' if unicodedata.category(each) in ('Cc', 'Cf', 'Zl', 'Zp')
        else each for each in text).split())


def _described(error):
    code = getattr(error, 'smtp_code', None)
    return f'{type(error).__name__} {code}' if code else type(error).__name__
