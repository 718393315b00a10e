# SPDX-License-Identifier: Apache-2.0
"""The tables. Facts: event, run, reading, price. Derived: timeline, segment,
resource_timeline, resource_segment. Set aside: quarantine."""

import sqlalchemy as sa

from billing_ledger.db import types

metadata = sa.MetaData()

_MYSQL = {'mysql_engine': 'InnoDB', 'mysql_charset': 'utf8mb4',
          'mysql_collate': 'utf8mb4_bin'}

event = sa.Table(
    'event', metadata,
    sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
    sa.Column('message_id', sa.String(64), nullable=False),
    sa.Column('event_type', sa.String(255), nullable=False),
    sa.Column('generated_at', types.UTCDateTime, nullable=False),
    sa.Column('resource_kind', sa.String(32), nullable=False),
    sa.Column('resource_id', sa.String(64), nullable=False),
    sa.Column('project_id', sa.String(64), nullable=False),
    sa.Column('attributes', sa.Text, nullable=False),
    sa.UniqueConstraint('message_id', name='uniq_event_message_id'),
    sa.Index('ix_event_resource_id', 'resource_id'),
    **_MYSQL)

# A row for each time that facts were added to a resource since its timeline
# was derived: only ever appended to, so that writers never wait.
stale_timeline = sa.Table(
    'stale_timeline', metadata,
    sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
    sa.Column('resource_id', sa.String(64), nullable=False),
    sa.Column('resource_kind', sa.String(32), nullable=False,
              server_default='instance'),
    **_MYSQL)

timeline = sa.Table(
    'timeline', metadata,
    sa.Column('resource_id', sa.String(64), primary_key=True),
    sa.Column('project_id', sa.String(64), nullable=False),
    sa.Column('display_name', sa.String(255)),
    sa.Column('start_at', types.Microseconds),
    sa.Column('end_at', types.Microseconds),
    # How many facts it was derived from: they are never taken away, so the
    # timeline derived from more of them is the newer one.
    sa.Column('event_count', sa.Integer, nullable=False),
    sa.Index('ix_timeline_project_id_start_at', 'project_id', 'start_at'),
    **_MYSQL)

segment = sa.Table(
    'segment', metadata,
    sa.Column('resource_id', sa.String(64), primary_key=True),
    sa.Column('start_at', types.Microseconds, primary_key=True),
    sa.Column('end_at', types.Microseconds),
    sa.Column('host', sa.String(255)),
    sa.Column('flavor', sa.String(255), nullable=False),
    sa.Column('vcpus', sa.Integer, nullable=False),
    sa.Column('memory_mb', sa.Integer, nullable=False),
    sa.Column('disk_gb', sa.BigInteger, nullable=False),
    sa.Column('state', sa.String(255), nullable=False),
    sa.Column('project_id', sa.String(64), nullable=False),
    sa.Column('user_id', sa.String(64)),
    sa.Column('image_id', sa.String(64)),
    sa.Column('availability_zone', sa.String(255)),
    sa.Column('display_name', sa.String(255)),
    sa.Column('launched', sa.Boolean, nullable=False),
    sa.Column('evidence', sa.String(32), nullable=False),
    **_MYSQL)

# Timelines of what is no instance. An id may be a user's choice (an image's
# is), so resources of two kinds can have the same.
resource_timeline = sa.Table(
    'resource_timeline', metadata,
    sa.Column('resource_id', sa.String(64), primary_key=True),
    sa.Column('kind', sa.String(32), primary_key=True),
    sa.Column('event_count', sa.Integer, nullable=False),
    **_MYSQL)

resource_segment = sa.Table(
    'resource_segment', metadata,
    sa.Column('resource_id', sa.String(64), primary_key=True),
    sa.Column('kind', sa.String(32), primary_key=True),
    sa.Column('start_at', types.Microseconds, primary_key=True),
    sa.Column('end_at', types.Microseconds),
    sa.Column('state', sa.String(255), nullable=False),
    sa.Column('size', sa.BigInteger, nullable=False),
    sa.Column('volume_type', sa.String(255)),
    sa.Column('availability_zone', sa.String(255)),
    sa.Column('project_id', sa.String(64), nullable=False),
    sa.Column('user_id', sa.String(64)),
    sa.Column('display_name', sa.String(255)),
    sa.Column('held', sa.Boolean, nullable=False),
    sa.Column('evidence', sa.String(32), nullable=False),
    sa.Index('ix_resource_segment_project_id_start_at',
             'project_id', 'start_at'),
    **_MYSQL)

price = sa.Table(
    'price', metadata,
    sa.Column('id', sa.String(36), primary_key=True),
    sa.Column('meter', sa.String(64), nullable=False),
    sa.Column('unit_price', types.ExactDecimal(64)),
    sa.Column('pricing_unit', sa.String(64), nullable=False),
    sa.Column('currency', sa.String(3), nullable=False),
    sa.Column('flavor', types.OrNone(255), nullable=False),
    sa.Column('project_id', types.OrNone(64), nullable=False),
    sa.Column('plan', sa.String(64), nullable=False),
    sa.Column('domain_id', types.OrNone(64), nullable=False),
    sa.Column('volume_type', types.OrNone(255), nullable=False),
    sa.Column('availability_zone', types.OrNone(255), nullable=False),
    sa.Column('model', sa.String(16), nullable=False),
    # JSON: a list of [up_to or null, unit_price], both texts.
    sa.Column('tiers', sa.Text, nullable=False),
    sa.Column('package_size', types.ExactDecimal(64)),
    sa.Column('free_quantity', types.ExactDecimal(64), nullable=False),
    sa.Column('minimum_seconds', sa.Integer, nullable=False),
    sa.Column('increment_seconds', sa.Integer, nullable=False),
    sa.Column('effective_from', types.UTCDateTime, nullable=False),
    sa.Column('effective_until', types.UTCDateTime),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.Column('ended_at', types.UTCDateTime),
    sa.Column('ended_by', sa.String(64)),
    sa.Index('ix_price_meter', 'meter'),
    **_MYSQL)

discount = sa.Table(
    'discount', metadata,
    sa.Column('id', sa.String(36), primary_key=True),
    sa.Column('percent', types.ExactDecimal(64), nullable=False),
    sa.Column('plan', types.OrNone(64), nullable=False),
    sa.Column('project_id', types.OrNone(64), nullable=False),
    sa.Column('meter', types.OrNone(64), nullable=False),
    sa.Column('reason', sa.String(255)),
    sa.Column('effective_from', types.UTCDateTime, nullable=False),
    sa.Column('effective_until', types.UTCDateTime),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    sa.Column('ended_at', types.UTCDateTime),
    sa.Column('ended_by', sa.String(64)),
    **_MYSQL)

# A project is on a plan until its next row.
plan_assignment = sa.Table(
    'plan_assignment', metadata,
    sa.Column('project_id', sa.String(64), primary_key=True),
    sa.Column('effective_from', types.UTCDateTime, primary_key=True),
    sa.Column('plan', sa.String(64), nullable=False),
    sa.Column('created_at', types.UTCDateTime, nullable=False),
    sa.Column('created_by', sa.String(64)),
    **_MYSQL)

# What Keystone says of projects.
project = sa.Table(
    'project', metadata,
    sa.Column('id', sa.String(64), primary_key=True),
    sa.Column('name', sa.String(255), nullable=False),
    sa.Column('domain_id', sa.String(64), nullable=False),
    **_MYSQL)

# Every change that an operator made; before and after are JSON.
audit = sa.Table(
    'audit', metadata,
    sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
    sa.Column('at', types.UTCDateTime, nullable=False),
    sa.Column('user_id', sa.String(64)),
    sa.Column('request_id', sa.String(64)),
    sa.Column('action', sa.String(32), nullable=False),
    sa.Column('object_kind', sa.String(32), nullable=False),
    sa.Column('object_id', sa.String(255), nullable=False),
    sa.Column('before', types.LongText),
    sa.Column('after', types.LongText),
    sa.Index('ix_audit_object', 'object_kind', 'object_id'),
    **_MYSQL)

# One row, which whoever changes prices changes first: one after the other.
price_book = sa.Table(
    'price_book', metadata,
    sa.Column('id', sa.Integer, primary_key=True, autoincrement=False),
    sa.Column('changes', sa.Integer, nullable=False),
    **_MYSQL)

quarantine = sa.Table(
    'quarantine', metadata,
    sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
    sa.Column('digest', sa.String(64), nullable=False),
    sa.Column('reason', sa.Text, nullable=False),
    sa.Column('message_id', sa.String(64)),
    sa.Column('event_type', sa.String(255)),
    sa.Column('body', types.LongText, nullable=False),
    sa.Column('received_at', types.UTCDateTime, nullable=False),
    sa.UniqueConstraint('digest', name='uniq_quarantine_digest'),
    **_MYSQL)

# One life of one guest process on one host. ``first`` and ``counters`` are
# JSON lists in the order of facts.reading.COUNTERS: byte-seconds do not fit
# into 64 bits.
run = sa.Table(
    'run', metadata,
    sa.Column('run_id', sa.String(64), primary_key=True),
    sa.Column('resource_id', sa.String(64), nullable=False),
    sa.Column('host', sa.String(255), nullable=False),
    sa.Column('started_at', types.Microseconds, nullable=False),
    sa.Column('first', sa.Text, nullable=False),
    sa.Column('ended_at', types.Microseconds),
    sa.Column('exact', sa.Boolean),
    sa.Index('ix_run_resource_id', 'resource_id'),
    **_MYSQL)

# The newest reading of a run in the hour that ends at ``hour_at``.
# ``closing`` is 0 while the run goes on, 1 where its end was estimated, 2
# where it is exact.
reading = sa.Table(
    'reading', metadata,
    sa.Column('run_id', sa.String(64), primary_key=True),
    sa.Column('hour_at', types.Microseconds, primary_key=True,
              autoincrement=False),
    sa.Column('at', types.Microseconds, nullable=False),
    sa.Column('closing', sa.SmallInteger, nullable=False),
    sa.Column('counters', sa.Text, nullable=False),
    **_MYSQL)

# Which facts came from Nova's own records, and from which of them: the facts
# themselves are events like any other.
healing = sa.Table(
    'healing', metadata,
    sa.Column('id', types.RowNumber, primary_key=True, autoincrement=True),
    sa.Column('message_id', sa.String(64), nullable=False),
    sa.Column('resource_id', sa.String(64), nullable=False),
    sa.Column('source', sa.String(255), nullable=False),
    sa.Column('healed_at', types.UTCDateTime, nullable=False),
    sa.UniqueConstraint('message_id', name='uniq_healing_message_id'),
    sa.Index('ix_healing_resource_id', 'resource_id'),
    **_MYSQL)

# Until when the history of a resource was compared with Nova's records.
reconciled = sa.Table(
    'reconciled', metadata,
    sa.Column('resource_id', sa.String(64), primary_key=True),
    sa.Column('until_at', types.Microseconds, nullable=False),
    **_MYSQL)
