# SPDX-License-Identifier: Apache-2.0
"""YAML whose every value knows its line, and whose scalars stay texts.

So a number is read exactly as it is written, and an error can say where.
"""

import typing

import yaml

from billing_ledger import exception

LARGEST_FILE = 8 * 1024 * 1024
MOST_NODES = 500_000
DEEPEST = 20
_NULLS = ('', '~', 'null', 'Null', 'NULL')


class Value(typing.NamedTuple):
    """A value: a text, None, a list of Values or a dict of Values."""

    line: int
    data: typing.Any

    def error(self, path, reason):
        """Return the error that says what is wrong with this value."""
        return exception.InvalidBook(line=self.line, field=path,
                                     reason=reason)


def read(text):
    """Return the Value that a YAML text holds.

    :raises InvalidBook: it is no YAML, too large, or uses anchors, which
                         could make a small file a huge book
    """
    if len(text) > LARGEST_FILE:
        raise exception.InvalidBook(
            line=1, field='file',
            reason=f'it has more than {LARGEST_FILE} characters')
    try:
        _refuse_what_grows(text)
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise exception.InvalidBook(
            line=mark.line + 1 if mark else 1, field='file',
            reason=f'it is not YAML: {error.problem}') from None
    except (yaml.YAMLError, RecursionError) as error:
        raise exception.InvalidBook(
            line=1, field='file',
            reason=f'it is not YAML: {error}') from None
    if node is None:
        raise exception.InvalidBook(line=1, field='file',
                                    reason='it is empty')
    return _value(node)


def _refuse_what_grows(text):
    depth = 0
    for number, event in enumerate(yaml.parse(text,
                                              Loader=yaml.CSafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        reason = None
        if isinstance(event, yaml.AliasEvent):
            reason = 'aliases (*) are not read'
        elif depth > DEEPEST:
            reason = f'it is nested deeper than {DEEPEST} levels'
        elif number > MOST_NODES:
            reason = f'it has more than {MOST_NODES} values'
        if reason:
            raise exception.InvalidBook(
                line=event.start_mark.line + 1, field='file', reason=reason)


def _value(node):
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        is_null = node.style is None and node.value in _NULLS
        return Value(line, None if is_null else node.value)
    if isinstance(node, yaml.SequenceNode):
        return Value(line, [_value(each) for each in node.value])
    found = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise exception.InvalidBook(
                line=key.start_mark.line + 1, field='file',
                reason='a key must be a text')
        if key.value in found:
            raise exception.InvalidBook(
                line=key.start_mark.line + 1, field=key.value,
                reason='it is there twice')
        found[key.value] = _value(value)
    return Value(line, found)
