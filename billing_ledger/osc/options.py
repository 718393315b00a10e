# SPDX-License-Identifier: Apache-2.0
"""Options that several commands share."""

from openstackclient.identity import common as identity

TIME_HELP = 'ISO 8601, for example 2026-11-01 or 2026-11-01T00:00:00+01:00; ' \
            'without a time zone it is UTC'


def add_project(parser, text):
    """Add --project, with a help text, and --project-domain."""
    parser.add_argument('--project', metavar='<project>', help=text)
    identity.add_project_domain_option_to_parser(parser)


def add_named_project(parser):
    """Add the argument <project>, which has to be given, and its domain."""
    parser.add_argument('project', metavar='<project>',
                        help='The project (name or ID)')
    identity.add_project_domain_option_to_parser(parser)


def project_id(clients, parsed):
    """Return the ID of the project that the caller names, or None.

    Who may not ask Keystone, or asks for a project that Keystone does not
    know any more, has to give an ID.
    """
    wanted, token = parsed.project, clients.auth_ref
    if wanted is None or token is None or wanted == token.project_id:
        return wanted
    if wanted == token.project_name and not parsed.project_domain:
        return token.project_id
    return identity.find_project_id_sdk(
        clients.sdk_connection.identity, wanted, parsed.project_domain,
        validate_actor_existence=False)


def add_period(parser, grouped=True):
    """Add the options that say which usage or charges to list."""
    parser.add_argument(
        '--start', metavar='<time>',
        help=f'Beginning of the period ({TIME_HELP}). Default: the first of '
             'this month')
    parser.add_argument(
        '--end', metavar='<time>',
        help='End of the period, not part of it any more. Default: now')
    add_project(parser, 'Show this project (name or ID). Default: your own; '
                        'for administrators all projects')
    parser.add_argument(
        '--resource', metavar='<resource-id>',
        help='Show this instance, image, volume, snapshot or address alone')
    parser.set_defaults(group_by=None)
    if not grouped:
        return
    parser.add_argument(
        '--group-by', metavar='<name>[,<name>...]',
        help='What to split the rows by: any of resource, meter, day, user, '
             'project. Default: resource,meter')


def period(clients, parsed):
    """Return what add_period() read, as the client takes it."""
    return {
        'start': parsed.start, 'end': parsed.end,
        'project_id': project_id(clients, parsed),
        'resource_id': parsed.resource,
        'group_by': parsed.group_by.split(',') if parsed.group_by else None,
    }
