# SPDX-License-Identifier: Apache-2.0
"""A notice: something that somebody should be told, once."""

import json
import re
import typing

from billing_ledger import exception

PROJECT = 'project'
ACCOUNT = 'account'
LONGEST_TITLE = 200
LONGEST_TEXT = 20_000
LONGEST_DATA = 60_000
_LONGEST_NAME = 64
_KIND = re.compile(r'[a-z][a-z_]*(\.[a-z][a-z_]*)*')


class InvalidNotice(exception.BillingError):
    msg_fmt = 'This notice cannot be sent: %(reason)s.'
    code = 400


class Notice(typing.NamedTuple):
    """What is told, and about whom.

    Of the same kind, subject and period there is one notice: ``period`` says
    what it is about once, for example '2026-11' or '2026-11/80%'.
    ``data`` is for programs: JSON, without floats.
    """

    kind: str                # 'budget.threshold'
    subject_type: str        # PROJECT or ACCOUNT
    subject_id: str
    period: str
    title: str
    text: str
    data: dict

    @property
    def event_type(self):
        """What a notification about it is called."""
        return f'billing.{self.kind}'

    def as_dict(self):
        """Return what webhooks and notifications carry."""
        return {'event_type': self.event_type,
                'subject': {'type': self.subject_type, 'id': self.subject_id},
                'period': self.period, 'title': self.title,
                'text': self.text, 'data': self.data}


def check(notice):
    """See to it that a notice can be stored and sent.

    :raises InvalidNotice: it says why it cannot
    """
    for name in ('kind', 'subject_id', 'period'):
        _check_text(notice, name, _LONGEST_NAME)
    _check_text(notice, 'title', LONGEST_TITLE)
    _check_text(notice, 'text', LONGEST_TEXT)
    if not _KIND.fullmatch(notice.kind):
        raise InvalidNotice(reason='kind must be small letters and dots, '
                                   f'not {notice.kind!r}')
    if notice.subject_type not in (PROJECT, ACCOUNT):
        raise InvalidNotice(
            reason=f'subject_type must be {PROJECT} or {ACCOUNT}, '
                   f'not {notice.subject_type!r:.40}')
    if len(encode(notice.data)) > LONGEST_DATA:
        raise InvalidNotice(
            reason=f'data takes more than {LONGEST_DATA} bytes of JSON')


def encode(data):
    """Return the JSON of a notice's data, in ASCII.

    :raises InvalidNotice: it is no JSON object, or has floats in it
    """
    if not isinstance(data, dict):
        raise InvalidNotice(
            reason=f'data must be an object, not {type(data).__name__}')
    try:
        _refuse_floats(data)
        return json.dumps(data, sort_keys=True)
    except (TypeError, RecursionError) as error:
        raise InvalidNotice(reason=f'data is not JSON: {error}') from None


def _refuse_floats(value):
    if isinstance(value, float):
        raise InvalidNotice(
            reason='data has a float in it; write numbers as text')
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        for each in value:
            _refuse_floats(each)


def _check_text(notice, name, longest):
    value = getattr(notice, name)
    if not isinstance(value, str):
        raise InvalidNotice(
            reason=f'{name} must be text, not {type(value).__name__}')
    if not 0 < len(value) <= longest:
        raise InvalidNotice(reason=f'{name} must have 1 to {longest} '
                                   f'characters, not {len(value)}')
    if '\x00' in value or not value.isascii() and not _is_unicode(value):
        raise InvalidNotice(
            reason=f'{name} has characters that no text has')


def _is_unicode(value):
    """Tell whether a text has no lone surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
