# SPDX-License-Identifier: Apache-2.0
"""Write the price book that is in force at a moment as YAML."""

import collections

import yaml

from billing_ledger import text
from billing_ledger.rating import price as prices
from billing_ledger.rating import wish

_PRICE_FIELDS = ('meter', 'pricing_unit', 'project_id', 'domain_id', 'flavor',
                 'volume_type', 'availability_zone', 'model', 'unit_price',
                 'tiers', 'package_size', 'free_quantity', 'minimum_seconds',
                 'increment_seconds')
_DEFAULTS = {'model': prices.STANDARD, 'free_quantity': '0', 'tiers': [],
             'minimum_seconds': 0, 'increment_seconds': 0}


class _Dumper(yaml.SafeDumper):
    """Indents lists, as people do."""

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def write(book, moment):
    """Return the YAML of what is in force at a moment.

    :param book: a PriceBook
    """
    plans = collections.defaultdict(lambda: {'prices': []})
    for price in sorted(book.in_force(moment), key=_order):
        plan = plans[price.plan]
        plan.setdefault('currency', price.currency)
        plan['prices'].append(_price(price))
    projects = collections.defaultdict(dict)
    for project_id in book.assigned_projects():
        plan = book.plan_of(project_id, moment)
        if plan != prices.DEFAULT_PLAN:
            projects[project_id]['plan'] = plan
            plans[plan]        # a plan without prices is one, too
    for each in sorted(book.discounts.values(), key=lambda each: each.id):
        if each.is_in_force(moment):
            holder = (plans[each.plan] if each.project_id is None
                      else projects[each.project_id])
            holder.setdefault('discounts', []).append(_discount(each))
    return yaml.dump({'version': 1, 'plans': dict(plans),
                      'projects': dict(projects)},
                     Dumper=_Dumper, sort_keys=False, allow_unicode=True)


def _order(price):
    return price.plan, price.meter, *(each or '' for each in price.line)


def _price(price):
    data = price.as_dict()
    data['tiers'] = [_present(tier) for tier in data['tiers']]
    return {name: data[name] for name in _PRICE_FIELDS
            if data[name] is not None
            and data[name] != _DEFAULTS.get(name)}


def _discount(discount):
    data = discount._asdict() | {'percent': text.of_decimal(discount.percent)}
    return _present({name: data[name] for name in wish.DISCOUNT_FIELDS
                     if name not in ('plan', 'project_id')})


def _present(data):
    return {name: value for name, value in data.items() if value is not None}
