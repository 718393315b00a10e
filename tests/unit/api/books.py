# SPDX-License-Identifier: Apache-2.0
"""Books made from real notifications, for the tests of API and client."""

import atexit
import datetime
import decimal
import functools
import pathlib
import shutil
import tempfile

from billing_ledger import conf as configuration
from billing_ledger import ledger
from billing_ledger.conf import api as options
from billing_ledger.db import audit
from billing_ledger.rating import price
from tests.recordings import files

ALPHA = 'c5488c8cbe644d8eaf762e13c814a55c'
BETA = '0e2d89b1c5e2419c8693e6d5eb51921d'
ALPHAS_SERVER = '87cb0bb5-3098-4d50-ad56-fcef3e13a25a'
BETAS_SERVER = '7da80765-9a4a-4195-979e-c871f0340ba2'
RECORDINGS = ('01_lifecycle', '02_resize', '06_live_migrate_row')
NOW = datetime.datetime(2026, 11, 22, 10, 30, tzinfo=datetime.UTC)
PRICED_FROM = datetime.datetime(2026, 11, 22, 6, tzinfo=datetime.UTC)
VCPU_HOUR = decimal.Decimal('0.0123')
CONFIGURATION = """
[api]
auth_strategy = {auth_strategy}
[keystone_authtoken]
auth_type = password
auth_url = http://127.0.0.1:1/v3
www_authenticate_uri = http://keystone/v3
username = billing
password = secret
project_name = service
user_domain_id = default
project_domain_id = default
http_request_max_retries = 0
{more}
"""


def configure(folder, auth_strategy='keystone', more=''):
    """Write a configuration file, with a Keystone that nobody runs."""
    pathlib.Path(folder, 'billing.conf').write_text(
        CONFIGURATION.format(auth_strategy=auth_strategy, more=more))


def conf_for(folder):
    """Return a configuration with the files and the database of a folder."""
    files = [str(path) for path in pathlib.Path(folder).glob('*.conf')]
    conf = configuration.new_conf(default_config_files=files,
                                  default_config_dirs=[])
    options.register_opts(conf)
    conf.set_override('connection', f'sqlite:///{folder}/billing.sqlite',
                      group='database')
    return conf


@functools.cache
def _master():
    """Return a folder with a filled database, made once a process."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    books = ledger.Ledger(conf_for(folder), lambda: NOW)
    books.upgrade_schema()
    for name in RECORDINGS:
        books.record(files.messages(name))
    for meter, pricing_unit, project_id in (
            ('vcpu.allocated', 'vCPU-hour', None),
            ('memory.allocated', 'GiB-hour', None),
            ('memory.allocated', 'GiB-hour', BETA)):
        books.prices.create(
            price.NewPrice(meter, VCPU_HOUR, pricing_unit, 'EUR',
                           PRICED_FROM, project_id=project_id),
            by=audit.Actor('the-operator'), allow_past=True)
    books.derive()
    books.database.engine().dispose()
    return pathlib.Path(folder)


def open_copy(folder, now=lambda: NOW):
    """Return (configuration, Ledger) of a fresh copy in a folder."""
    for path in _master().iterdir():
        shutil.copy(path, folder)
    conf = conf_for(folder)
    return conf, ledger.Ledger(conf, now)


def query(**wanted):
    """Return a query about the whole month until now."""
    month = NOW.replace(day=1, hour=0, minute=0)
    return ledger.Query(month, NOW, **wanted)
