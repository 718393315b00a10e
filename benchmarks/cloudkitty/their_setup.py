# SPDX-License-Identifier: Apache-2.0
"""A CloudKitty with everything in its place; runs in its environment."""

import datetime
import pathlib

from cloudkitty import db as their_db
from cloudkitty import service
from cloudkitty import storage
from cloudkitty import storage_state
from cloudkitty import utils
from cloudkitty.collector import BaseCollector
from cloudkitty.collector import gnocchi
from cloudkitty.common import config  # noqa: F401  registers options
from cloudkitty.db import api as db_api
from cloudkitty.rating.hash.db import api as hash_db
from cloudkitty.rating.hash.db.sqlalchemy import models as hash_models
from cloudkitty.rating.pyscripts.db import api as script_db
from cloudkitty.rating.pyscripts.db.sqlalchemy import models as script_models
import influxdb
from oslo_config import cfg

from benchmarks.cloudkitty import month

PERIOD = 3600
_BY = '0' * 32
# CloudKitty takes naive moments.
_LONG_AGO = datetime.datetime(2020, 1, 1)  # noqa: DTZ001
_METRIC = """
  {name}:
    unit: unit
    groupby: [id, user_id, project_id{groupby}]
    metadata: [{metadata}]
    factor: {factor}
    mutate: {mutate}
    extra_args: {{aggregation_method: mean, resource_type: instance}}
"""


class Collector(gnocchi.GnocchiCollector):
    """CloudKitty's own collector, with another Gnocchi behind it."""

    def __init__(self, telemetry):
        BaseCollector.__init__(self, period=PERIOD, conf=utils.load_conf(
            cfg.CONF.collect.metrics_conf))
        self._conn = telemetry


def deploy(task, metrics):
    """Create all tables; return the storage.

    :param task: dict with version (of the storage), database (URL), influxdb
                 (port) and folder
    :param metrics: prices.Metric objects
    """
    write_metrics(task['folder'], metrics)
    service.prepare_service(argv=['benchmark'],
                            config_files=[_write_options(task)])
    _create_tables(task['database'])
    if task['version'] == 2:
        client = influxdb.InfluxDBClient('127.0.0.1', task['influxdb'])
        client.drop_database('cloudkitty')
        client.create_database('cloudkitty')
    storage_state.StateManager().init()
    store = storage.get_storage()
    store.init()
    db_api.get_instance().get_module_info().set_state('hashmap', True)
    return store


def write_metrics(folder, metrics, groupby_flavor=False):
    """Say what is collected; instances are told apart by flavor, or not."""
    attributes = ['flavor_id', 'flavor_name']
    texts = [_METRIC.format(
        name=metric.name, factor=metric.factor,
        groupby=', flavor_name' if groupby_flavor else '',
        metadata=', '.join(attributes[:1] if groupby_flavor else attributes),
        mutate='NUMBOOL' if metric.name == 'instance' else 'NONE')
        for metric in metrics]
    pathlib.Path(folder, 'metrics.yml').write_text(
        'metrics:' + ''.join(texts))


def write_prices(metrics):
    """Forget all prices, and make new ones; return their ids by flavor."""
    rules = hash_db.get_instance()
    for service_id in rules.list_services():
        rules.delete_service(uuid=service_id)
    found = {}
    for metric in metrics:
        service_id = rules.create_service(metric.name).service_id
        field_id = None
        if None not in metric.prices:
            field_id = rules.create_field(service_id, 'flavor_name').field_id
        for flavor, price in metric.prices.items():
            found[flavor] = rules.create_mapping(
                cost=price, map_type='flat', start=_LONG_AGO, created_by=_BY,
                value=flavor, field_id=field_id,
                service_id=None if field_id else service_id).mapping_id
    return found


def change_price(mapping_id, price, minute):
    """End the price of a flavor at a minute, and let another follow."""
    rules = hash_db.get_instance()
    old = rules.get_mapping(mapping_id)
    moment = month.at(minute).replace(tzinfo=None)
    rules.update_mapping(mapping_id, end=moment, updated_by=_BY)
    [service_id] = rules.list_services()
    [field_id] = rules.list_fields(service_id)
    rules.create_mapping(cost=price, map_type='flat', start=moment,
                         created_by=_BY, field_id=field_id, value=old.value)


def delete_price(mapping_id):
    """Delete a price."""
    hash_db.get_instance().delete_mapping(mapping_id, deleted_by=_BY)


def is_done_until(project_id, minute):
    """Note that a project has been rated until then."""
    storage_state.StateManager().set_last_processed_timestamp(
        project_id, month.at(minute - PERIOD // 60))


def _write_options(task):
    path = pathlib.Path(task['folder'], 'cloudkitty.conf')
    path.write_text('\n'.join([
        '[DEFAULT]', 'auth_strategy=noauth', 'transport_url=fake://',
        'use_stderr=false', f'log_file={task["folder"]}/cloudkitty.log',
        '[database]', f'connection={task["database"]}',
        '[collect]', f'metrics_conf={task["folder"]}/metrics.yml',
        f'period={PERIOD}',
        '[storage]', f'version={task["version"]}',
        f'backend={"influxdb" if task["version"] == 2 else "sqlalchemy"}',
        '[storage_influxdb]', 'host=127.0.0.1',
        f'port={task["influxdb"] or 0}', 'database=cloudkitty',
        'username=unused', 'password=unused',
        '[orchestrator]',
        f'coordination_url=file://{task["folder"]}/locks', '']))
    return str(path)


def _create_tables(url):
    db_api.get_instance().get_migration().upgrade('head')
    if not url.startswith('sqlite'):
        for each in (hash_db, script_db):
            each.get_instance().get_migration().upgrade('head')
        return
    # On SQLite a migration of hashmap reads through a second connection what
    # the first has not committed yet, and fails.
    with their_db.session_for_write() as session:
        for models in (hash_models, script_models):
            models.Base.metadata.create_all(session.connection())
