# SPDX-License-Identifier: Apache-2.0
"""A notice, and receivers that really receive."""

import http.server
import threading

from billing_ledger.notify import channel
from billing_ledger.notify import notice
from tests.unit.ledger import base

BUDGET = notice.Notice(
    kind='budget.threshold', subject_type=notice.PROJECT,
    subject_id=base.PROJECT, period='2026-11/80%',
    title='80% of the budget are used',
    text='Project web has used 80.00 of 100.00 EUR.',
    data={'threshold': '80', 'used': '80.00', 'currency': 'EUR'})


def parcel(notice=BUDGET):
    return channel.Parcel('0c5e62ae-0000-5000-8000-000000000001', notice,
                          base.START)


class HTTPServer(http.server.ThreadingHTTPServer):
    """Keeps (path, headers, body) of requests; answers as it is told to.

    A context manager. ``answers`` are (status, headers) pairs, the last one
    for all that follow.
    """

    daemon_threads = True

    def __init__(self, *answers, wait=None):
        super().__init__(('127.0.0.1', 0), _Handler)
        self.requests = []
        self.answers = list(answers or [(204, {})])
        self.wait = wait
        self.url = f'http://127.0.0.1:{self.server_port}/hook?token=t0ken'

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.01,),
                         daemon=True).start()
        return self

    def __exit__(self, *exc_info):
        if self.wait:
            self.wait.set()
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        body = self.rfile.read(int(self.headers['Content-Length']))
        server.requests.append((self.path, self.headers, body))
        if server.wait:
            server.wait.wait(30)
        status, headers = (server.answers.pop(0) if len(server.answers) > 1
                           else server.answers[0])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *args):
        pass
