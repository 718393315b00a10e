# SPDX-License-Identifier: Apache-2.0
"""Post notices to an HTTP server, signed."""

import hmac
import json

import urllib3

from billing_ledger import times
from billing_ledger.notify import channel

ID_HEADER = 'X-Billing-Notice'
TIME_HEADER = 'X-Billing-Created'
SIGNATURE_HEADER = 'X-Billing-Signature'


def signature(secret, created, body):
    """Return what a receiver compares with the header.

    :param created: the text of TIME_HEADER
    :param body: the bytes of the request
    """
    return 'sha256=' + hmac.new(
        secret.encode(), created.encode() + b'.' + body, 'sha256').hexdigest()


class Webhook:
    """One URL. Redirects are not followed: only what the operator wrote down
    is ever asked, and the signature goes nowhere else.

    :param options: group [notices] of a configuration
    """

    def __init__(self, options):
        self._url = options.webhook_url
        self._secret = options.webhook_secret
        self._pool = urllib3.PoolManager(
            timeout=options.timeout, retries=False,
            ca_certs=options.ca_file)

    def __call__(self, parcel):
        """Post a notice.

        :raises NotDelivered: the server did not answer with 2xx
        """
        created = times.to_text(parcel.created_at)
        body = json.dumps({'id': parcel.id, 'created_at': created}
                          | parcel.notice.as_dict()).encode()
        headers = {'Content-Type': 'application/json',
                   'User-Agent': 'horizon-billing',
                   ID_HEADER: parcel.id, TIME_HEADER: created}
        if self._secret:
            headers[SIGNATURE_HEADER] = signature(self._secret, created, body)
        status = self._post(body, headers)
        if not 200 <= status < 300:
            hint = (': redirects are not followed' if 300 <= status < 400
                    else '')
            raise channel.NotDelivered(
                reason=f'the webhook answered {status}{hint}')

    def _post(self, body, headers):
        try:
            # The answer's body is never read: it may be endless.
            response = self._pool.request(
                'POST', self._url, body=body, headers=headers,
                redirect=False, preload_content=False)
        except urllib3.exceptions.HTTPError as error:
            # Its text may hold the URL, and so a token.
            raise channel.NotDelivered(
                reason='the webhook cannot be reached '
                       f'({type(error).__name__})') from None
        response.close()
        return response.status
