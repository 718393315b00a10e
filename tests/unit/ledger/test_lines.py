# SPDX-License-Identifier: Apache-2.0
"""Lines say where, of which project, and by whom, worked out by hand."""

from billing_ledger import exception
from billing_ledger import times
from billing_ledger.db.projects import Project
from billing_ledger.statements import digest
from billing_ledger.statements import lines
from billing_ledger.statements import plain
from tests.unit.ledger import base
from tests.unit.ledger import statement_base
from tests.unit.ledger.statement_base import NOVEMBER
from tests.unit.ledger.statement_base import amounts

_SERVERS = (('a', 'alice', 3), ('b', 'alice', 4), ('c', 'bob', 5))


class TestPlaces(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.conf.set_override('region', 'north', group='billing')
        self.open_books()
        self.set_price('1')
        self.run_server('2026-10-02T00:00', hours=3)

    def test_lines_carry_region_and_name_of_the_project(self):
        self.books.projects.set(Project(base.PROJECT, 'Web', 'default'))
        self.books.projects.set(Project(base.OTHER_PROJECT, 'No', 'default'))
        line, = self.draft().lines
        self.assertEqual(('north', 'Web'), (line.region, line.project_name))
        closed, = self.close()
        self.assertEqual(('north', 'Web'), closed.lines[0][2:4][::-1])
        self.assert_verified()

    def test_a_new_name_corrects_nothing(self):
        self.close()
        self.books.projects.set(Project(base.PROJECT, 'Web', 'default'))
        self.conf.set_override('region', 'south', group='billing')
        self.open_books()
        self.assertEqual([], self.books.statements.drafts(base.PROJECT,
                                                          NOVEMBER))

    def test_what_is_no_project(self):
        for project in (
                Project('', 'n', 'd'), Project('i', '', 'd'),
                Project('i', 'n', None), Project(7, 'n', 'd'),
                Project('i' * 65, 'n', 'd'), Project('i', 'n' * 256, 'd'),
                Project('i', 'a\x00', 'd')):
            with self.assertRaises(exception.InvalidProject):
                self.books.projects.set(project)
        self.assertEqual([], self.books.projects.list())

    def test_who_named_a_project_is_on_record(self):
        for name in ('Web', 'Shop'):
            self.books.projects.set(Project(base.PROJECT, name, 'default'))
        last, first = self.books.audit(5, kind='project')
        self.assertEqual(('created', 'changed', 'Web'), (
            first.action, last.action, last.before['name']))


class TestUsers(statement_base.StatementsTestCase):

    def setUp(self):
        super().setUp()
        self.set_price('1')
        self.account_id = self.new_account(base.PROJECT,
                                           detail=lines.BY_USER)
        for name, user, hours in _SERVERS:
            self.run_server_of(user, name, hours)

    def run_server_of(self, user, name, hours):
        start = times.parse('2026-10-02T00:00')
        server = base.Server(created_at=start - base.MINUTE,
                             instance_id=name, name=name)
        server.says(user_id=user).after(base.MINUTE).launched()
        self.books.record(server.after(hours * base.HOUR).deleted().messages)

    def test_a_line_for_each_user(self):
        # alice 3 h + 4 h, bob 5 h, at 1 each.
        found = self.draft(self.account_id)
        self.assertEqual(['7.00', '5.00'], amounts(found))
        self.assertEqual([('alice', None), ('bob', None)], [
            (line.user_id, line.resource_id) for line in found.lines])

    def test_other_details_add_up_to_the_same(self):
        for detail, expected in (
                (lines.BY_RESOURCE, ['3.00', '4.00', '5.00']),
                (lines.BY_METER, ['12.00'])):
            self.books.statements.accounts.change(self.account_id,
                                                  {'detail': detail})
            found = self.draft(self.account_id)
            self.assertEqual(expected, amounts(found))
            self.assertEqual({None}, {line.user_id for line in found.lines})

    def test_what_comes_late_corrects_the_line_of_its_user(self):
        self.close()
        self.run_server_of('bob', 'd', 2)
        # The detail of a closed month stays, whatever the account wants now.
        self.books.statements.accounts.change(
            self.account_id, {'detail': lines.BY_RESOURCE})
        found = self.draft(self.account_id, NOVEMBER)
        self.assertEqual([('correction', 'bob', '2.00')], [
            (line.kind, line.user_id, format(line.amount, 'f'))
            for line in found.lines])
        self.assert_verified()


class TestDigest(statement_base.StatementsTestCase):

    def test_lines_without_user_have_the_digest_that_they_always_had(self):
        self.set_price('1')
        self.run_server('2026-10-02T00:00', hours=3)
        closed, = self.close()
        document = plain.of_statement(closed)
        del document['digest'], document['lines'][0]['user_id']
        self.assertEqual(closed.digest, digest.of_document(
            document | {'previous_digest': ''}))
        line, = closed.lines
        changed = closed._replace(lines=(line._replace(user_id='bob'),))
        self.assertNotEqual(closed.digest, digest.of(changed, ''))
