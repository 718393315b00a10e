# SPDX-License-Identifier: Apache-2.0
"""What is owed for a month."""

from billing_ledger.client.v1 import paths


class StatementManager:
    def __init__(self, connection):
        self._connection = connection

    def list(self, month=None, project_id=None, account_id=None):
        """Return the closed statements, the oldest first, without lines.

        :param month: text, for example 2026-10
        """
        query = {'month': month, 'project_id': project_id,
                 'account_id': account_id}
        return [each for page in self._connection.pages('/statements', query)
                for each in page['statements']]

    def get(self, number):
        """Return a closed statement with its lines.

        :raises ValueError: for a draft, which has no number
        """
        return self._connection.get(_path(number))

    def drafts(self, month=None, project_id=None, account_id=None):
        """Return what would be owed for a month, one for each currency.

        :param month: text, for example 2026-10; default: the current one
        :param account_id: instead of a project; for administrators
        """
        return self._connection.get('/statements/draft', {
            'month': month, 'project_id': project_id,
            'account_id': account_id})['statements']

    def document(self, number, format='pdf'):
        """Return a closed statement as a document, in bytes.

        :param format: pdf, html, csv, json, focus-csv or focus-json
        :raises ValueError: for a draft, which has no number
        """
        return self._connection.get_file(f'{_path(number)}/document',
                                         {'format': format})


def _path(number):
    # The API has its drafts where a statement of that number would be.
    if number == 'draft':
        raise ValueError('A draft has no number: ask for the drafts of a '
                         'month instead.')
    return paths.of('statements', number)
