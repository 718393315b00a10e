# SPDX-License-Identifier: Apache-2.0
"""What GET /v1/usage takes and answers."""

from billing_ledger.api.schemas import common
from billing_ledger.api.schemas import period

QUERY = period.QUERY

ROW = common.closed(period.LABELS, required=['project_id'])

RESPONSE = common.closed({'usage': common.list_of(ROW)} | period.ANSWERED)
