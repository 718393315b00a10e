# SPDX-License-Identifier: Apache-2.0
"""billing-manage project: what projects are called, and their domains."""

from billing_ledger.db.projects import Project
from billing_ledger.manage import arguments
from billing_ledger.manage import output


def add_parsers(commands):
    parser = commands.add_parser(
        'project', help='names and domains of projects',
        description='Statements name projects, and prices may be for all of a '
                    'domain. With [reconcile] billing-listener learns both '
                    'from Keystone; without it an operator says them here.')
    actions = parser.add_subparsers(required=True, metavar='ACTION')
    actions.add_parser('list', help='show the projects').set_defaults(
        run=list_projects)
    parser = actions.add_parser('set', help='say what a project is called')
    parser.add_argument('project_id', metavar='PROJECT_ID')
    parser.add_argument('--name', required=True, metavar='NAME')
    parser.add_argument('--domain', default='default', metavar='ID',
                        help='id of its domain (default: default)')
    parser.set_defaults(run=set_project)


def list_projects(books, args):
    output.show([each._asdict() for each in books.projects.list()],
                args.format, Project._fields)
    return 0


def set_project(books, args):
    project = Project(args.project_id, args.name, args.domain)
    books.projects.set(project, by=arguments.operator())
    output.show_one(project._asdict(), args.format)
    return 0
