# SPDX-License-Identifier: Apache-2.0
"""Store points in CloudKitty without rating them; runs in its environment."""

import decimal
import json

from cloudkitty import dataframe
from cloudkitty import db
from cloudkitty.storage.v1.sqlalchemy import models

from benchmarks.cloudkitty import month

_PRICE = decimal.Decimal('0.01')


def frame(collector, project_id, hour):
    """Return a DataFrame of an hour of a project, at a made-up price."""
    start, end = month.at(hour * 60), month.at((hour + 1) * 60)
    return dataframe.DataFrame(start, end, {
        metric: [point.set_price(_PRICE) for point in collector.fetch_all(
            metric, start, end, project_id)] for metric in collector.conf})


def insert(frames, project_id):
    """Insert frames into storage v1 at once, unlike CloudKitty."""
    rows = [{'tenant_id': project_id, 'unit': point.unit, 'qty': point.qty,
             'begin': each.start.replace(tzinfo=None),
             'end': each.end.replace(tzinfo=None), 'res_type': metric,
             'rate': point.price, 'desc': json.dumps(dict(point.desc))}
            for each in frames for metric, point in each.iterpoints()]
    if rows:
        with db.session_for_write() as session:
            session.execute(models.RatedDataFrame.__table__.insert(), rows)
