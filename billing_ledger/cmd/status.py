# SPDX-License-Identifier: Apache-2.0
"""Entry point of billing-status: is this installation fit to run?"""

import sys

from oslo_config import cfg
from oslo_db import exception as db_exception
from oslo_upgradecheck import upgradecheck

from billing_ledger import conf as configuration
from billing_ledger import exception
from billing_ledger import ledger

_SUCCESS = upgradecheck.Code.SUCCESS
_WARNING = upgradecheck.Code.WARNING
_FAILURE = upgradecheck.Code.FAILURE


class Checks(upgradecheck.UpgradeCommands):
    """The checks of ``billing-status upgrade check``."""

    def __init__(self, books):
        self._books = books

    def _check_database(self):
        """The database answers, and its tables are those of this release."""
        try:
            found, needed = self._books.schema_version()
        except db_exception.DBError as error:
            return upgradecheck.Result(_FAILURE, str(error).splitlines()[0])
        if found != needed:
            return upgradecheck.Result(
                _FAILURE, f'The tables have revision {found}, this release '
                          f'needs {needed}: run "billing-manage db upgrade".')
        return upgradecheck.Result(_SUCCESS)

    def _check_quarantine(self):
        """Every notification was understood."""
        try:
            waiting = self._books.quarantined()
        except db_exception.DBError:
            return upgradecheck.Result(_FAILURE, 'There is no quarantine.')
        if waiting:
            return upgradecheck.Result(
                _WARNING, f'{waiting} notifications are set aside: see '
                          '"billing-manage quarantine list".')
        return upgradecheck.Result(_SUCCESS)

    def _check_prices(self):
        """Something has a price."""
        try:
            prices = self._books.prices.list(
                in_force_at=self._books.now())
        except db_exception.DBError:
            return upgradecheck.Result(_FAILURE, 'There is no price book.')
        if not prices:
            return upgradecheck.Result(
                _WARNING, 'No price is in force: every bill is empty. Create '
                          'one with "billing-manage price create".')
        return upgradecheck.Result(_SUCCESS)

    _upgrade_checks = (
        ('Database', _check_database),
        ('Quarantine', _check_quarantine),
        ('Prices', _check_prices),
    )


def main():
    """Run ``billing-status upgrade check``."""
    conf = cfg.ConfigOpts()
    configuration.register_opts(conf)
    try:
        books = ledger.Ledger(configuration.new_conf())
    except (exception.BillingError, cfg.Error, OSError) as error:
        print(f'billing-status: {error}', file=sys.stderr)
        return 255
    return upgradecheck.main(conf, configuration.PROJECT, Checks(books))


if __name__ == '__main__':
    sys.exit(main())
