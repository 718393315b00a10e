# SPDX-License-Identifier: Apache-2.0
"""One comparison of the books with Nova: from lists to single servers."""

import collections
import datetime
import typing

from oslo_log import log as logging

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.timeline.build import build_timeline
from billing_listener.reconcile import compare
from billing_listener.reconcile import doubt
from billing_listener.reconcile import flavors
from billing_listener.reconcile import history
from billing_listener.reconcile import nova as api
from billing_listener.reconcile import records

LOG = logging.getLogger(__name__)

# Audits tell nothing of what was missed before; facts from Nova's records are
# no notifications.
_NOT_ANNOUNCED = ('instance.exists', 'reconcile.')
# A timeline that began while the servers were being listed is not missing.
_LISTING_LASTS = datetime.timedelta(minutes=10)
# Nova writes a server and its migration one after the other.
_WRITING_LASTS = datetime.timedelta(seconds=10)
# More than these, or than one in so many, do not vanish without a trace.
_MOST_VANISHED = 100
_MOST_VANISHED_SHARE = 10


class Result(typing.NamedTuple):
    """What a round has found, as counts."""

    servers: int = 0         # that Nova listed
    doubtful: int = 0        # that Nova was asked about one by one
    healed: int = 0          # whose timelines were healed
    facts: int = 0           # that are new in the books
    unreadable: int = 0      # that were left out


class Reconciler:
    """Compares and heals.

    :param nova: a Nova
    :param books: the Ledger
    :param options: the group [reconcile]
    :param stopping: an event that ends a round early
    """

    def __init__(self, nova, books, options, stopping):
        self._nova = nova
        self._books = books
        self._ledger = books.reconciliation
        self._settle = datetime.timedelta(seconds=options.settle_time)
        self._look_back = datetime.timedelta(seconds=options.look_back)
        self._stopping = stopping
        self._since = None           # None before the first whole round
        self._numbers = {}           # Flavors by the numbers of Nova's tables
        self._hopeless = set()       # reported, not to be told every hour

    def compare_all(self):
        """Compare all servers; return the Result.

        :raises NovaAway: Nova could not be asked, or not to the end
        """
        now = self._books.now()
        search = _Search(now - self._settle,
                         self._since or now - self._look_back)
        whole = self._since is None
        self._books.deriver.derive_all()
        search.moves_read_at = self._books.now() - _WRITING_LASTS
        self._read_moves(search, changes_since=_text(search.since))
        self._compare_lists(search, whole)
        self._find_absent(search, now)
        result = self._heal_all(search)
        if not self._stopping.is_set():
            self._since = now - self._settle - times.SECOND
        return result

    def compare_some(self, server_ids):
        """Compare some servers, in detail; return the Result.

        :raises NovaAway: Nova could not be asked
        """
        search = _Search(self._books.now(), times.EARLIEST)
        for server_id in server_ids:
            self._read_moves(search, instance_uuid=server_id)
            self._find(server_id, search)
        return self._heal_all(search)

    def _read_moves(self, search, **filters):
        for page in self._nova.migrations(**filters):
            for data in page:
                try:
                    move = records.read_move(data)
                except exception.MalformedMessage as error:
                    LOG.warning('A migration that Nova lists is left out: %s',
                                error)
                    continue
                search.moves[move.instance_id].append(move)

    def _compare_lists(self, search, whole):
        for filters in ({}, {'status': 'soft_deleted', 'deleted': True},
                        {'deleted': True,
                         'changes-since': _text(search.since)}):
            for page in self._nova.servers(**filters):
                if self._stopping.is_set():
                    return
                self._compare_page(page, search, whole)

    def _compare_page(self, page, search, whole):
        servers = [server for server in map(self._read, page)
                   if server is not None]
        search.unreadable += len(page) - len(servers)
        search.seen.update(filter(None, map(records.read_id, page)))
        search.servers += len(page)
        ids = [server.instance_id for server in servers]
        timelines = self._ledger.timelines(ids)
        announced = self._announced([
            server for server in servers
            if whole or server.updated_at >= search.since])
        for server in servers:
            self._compare(server, timelines[server.instance_id],
                          announced.get(server.instance_id), search)

    def _compare(self, server, segments, announced, search):
        flavors.learn(self._numbers, server, search.moves_of(server),
                      search.moves_read_at)
        if server.updated_at > search.settled:
            return               # it may be announced yet
        reason = doubt.of_present(server, segments)
        if reason is None and announced is not None:
            reason = doubt.of_past(server, segments, search.moves_of(server),
                                   announced)
        if reason == 'ended':
            self._report(server, 'the books say that it was deleted, Nova '
                                 'says that it was not')
        elif reason is not None:
            search.doubtful.append((server, reason))

    def _announced(self, servers):
        """Return what was announced since servers were last compared.

        :returns: (event_type, generated_at) pairs by id, of those servers
                  that Nova has changed since then
        """
        ids = [server.instance_id for server in servers]
        if not ids:
            return {}
        marks = self._ledger.marks(ids)
        found = self._ledger.announced(ids, _NOT_ANNOUNCED)
        return {each.instance_id: [
            pair for pair in found[each.instance_id]
            if pair[1] > marks.get(each.instance_id, times.EARLIEST)]
            for each in servers if each.updated_at > marks.get(
                each.instance_id, times.EARLIEST)}

    def _read(self, data):
        try:
            return records.read_server(data)
        except exception.MalformedMessage as error:
            LOG.warning('Server %.64a is left out: %s',
                        records.read_id(data), error)
            return None

    def _find_absent(self, search, now):
        """Look for what the books have and the lists do not."""
        hosts = None
        for ids in self._ledger.open_timelines():
            absent = [each for each in ids if each not in search.seen]
            timelines = self._ledger.timelines(absent) if absent else {}
            for server_id in absent:
                segments = timelines[server_id]
                if self._stopping.is_set():
                    return
                if (not segments
                        or segments[0].start > now - _LISTING_LASTS
                        - self._settle):
                    continue
                if hosts is None:
                    hosts = self._nova.hosts()
                if {segment.host for segment in segments} & hosts:
                    # Else it is another Nova's.
                    self._find(server_id, search)

    def _find(self, server_id, search):
        try:
            data = self._nova.find(server_id)
        except api.BadAnswer as error:
            LOG.warning('Server %s is left out: %s', server_id, error)
            search.unreadable += 1
            return
        if data is None:
            search.vanished.append(server_id)
        elif (server := self._read(data)) is not None:
            search.doubtful.append((server, 'asked for'))

    def _heal_all(self, search):
        healed = facts = 0
        for server, reason in search.doubtful:
            if self._stopping.is_set():
                break
            new = self._heal(server, reason, search)
            healed, facts = healed + bool(new), facts + new
        if len(search.vanished) > max(_MOST_VANISHED,
                                      search.servers // _MOST_VANISHED_SHARE):
            LOG.error('Nova does not know %d servers that the books have. '
                      'This seems to be another Nova than the one that sent '
                      'the notifications: they are left as they are.',
                      len(search.vanished))
            search.vanished.clear()
        for server_id in search.vanished:
            new = self._heal_vanished(server_id)
            healed, facts = healed + bool(new), facts + new
        return Result(search.servers,
                      len(search.doubtful) + len(search.vanished), healed,
                      facts, search.unreadable)

    def _heal(self, server, reason, search):
        """Ask Nova for the history of a server; return how much was new."""
        try:
            found = self._compare_history(server, search)
        except (api.BadAnswer, exception.MalformedMessage) as error:
            LOG.warning('Server %s is left out: its actions: %s',
                        server.instance_id, error)
            search.unreadable += 1
            return 0
        return self._record(server.instance_id, found, server.updated_at,
                            reason)

    def _compare_history(self, server, search):
        actions = self._nova.actions(server.instance_id, history.ACTIONS)
        dones = records.read_actions(actions)
        return compare.heal(server, history.read_history(server, dones),
                            self._ledger.facts(server.instance_id),
                            search.moves_of(server), self._numbers)

    def _heal_vanished(self, server_id):
        known = self._ledger.facts(server_id)
        segments = build_timeline(known)
        if not segments or segments[-1].end is not None:
            return 0
        return self._record(server_id, [compare.vanish(segments, known)],
                            self._books.now(), 'Nova does not know it')

    def _record(self, server_id, found, until, reason):
        new = self._ledger.record(server_id, found, until)
        if new:
            LOG.info('Healed %s (%s): %s', server_id, reason, '; '.join(
                f'{each.event.event_type} at '
                f'{times.to_text(each.event.generated_at)} from '
                f'{each.source}' for each in found[:10]))
        return new

    def _report(self, server, what):
        if server.instance_id not in self._hopeless:
            self._hopeless.add(server.instance_id)
            LOG.warning('Server %s: %s. This cannot be healed.',
                        server.instance_id, what)


def _text(moment):
    return moment.isoformat().replace('+00:00', 'Z')


class _Search:
    """What a round has come to know until now."""

    def __init__(self, settled, since):
        self.settled = settled
        self.since = since
        self.moves_read_at = times.EARLIEST
        self.moves = collections.defaultdict(list)
        self.seen = set()
        self.doubtful = []
        self.vanished = []
        self.servers = self.unreadable = 0

    def moves_of(self, server):
        """Return the Moves of a server, in order of time."""
        return sorted(self.moves.get(server.instance_id, ()),
                      key=lambda move: (move.created_at, move.updated_at))
