# SPDX-License-Identifier: Apache-2.0
"""Publish recorded messages through RabbitMQ, raw, as Nova's lay there.

The broker's address, amqp://user:password@host:port/, is read from the
environment: BROKER_URL.
"""
import argparse
import json
import os
import pathlib
import sys

import kombu


class Unroutable(Exception):
    """No queue took a message: nobody listens to its topic yet."""


def publish(url, lines):
    """Send each line's body where it was recorded; return how many.

    The broker confirms each message, and says so if no queue takes it.
    """
    def refuse(exception, exchange, routing_key, message):
        raise Unroutable(f'No queue takes {routing_key} of {exchange}.')

    sent = 0
    with kombu.Connection(
            url, transport_options={'confirm_publish': True}) as broker:
        producer = broker.Producer(on_return=refuse)
        for text in lines:
            line = json.loads(text)
            producer.publish(
                line['body'], exchange=line['exchange'],
                routing_key=line['routing_key'], mandatory=True,
                content_type='application/json', content_encoding='utf-8',
                delivery_mode=kombu.Exchange.PERSISTENT_DELIVERY_MODE)
            sent += 1
    return sent


def main(argv=None):
    args = _parse(argv)
    with args.file.open(encoding='utf-8') as lines:
        print(publish(os.environ['BROKER_URL'], lines), 'messages published')


def _parse(argv):
    parser = argparse.ArgumentParser(description=__doc__.partition('\n')[0])
    parser.add_argument('file', type=pathlib.Path)
    return parser.parse_args(argv)


if __name__ == '__main__':
    sys.exit(main())
