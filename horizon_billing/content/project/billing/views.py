# SPDX-License-Identifier: Apache-2.0
"""The pages of Project > Billing."""

import datetime
import functools
import logging

from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from horizon import exceptions
from horizon import tables
from horizon.utils import functions
from openstack_dashboard import policy

from horizon_billing import chart
from horizon_billing import money
from horizon_billing import prices
from horizon_billing import settings
from horizon_billing import timelines
from horizon_billing import way
from horizon_billing import way_chart
from horizon_billing.api import billing
from horizon_billing.content.project.billing import paging
from horizon_billing.content.project.billing import period
from horizon_billing.content.project.billing import runs
from horizon_billing.content.project.billing import tables as billing_tables

LOG = logging.getLogger(__name__)
INDEX_URL = reverse_lazy('horizon:project:billing:index')
LIST_PRICES = (('billing', 'billing:prices:list'),)
GET_RUNS = (('billing', 'billing:runs:get'),)


class PeriodMixin:
    """A page about one month."""

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.zone = settings.time_zone()

    def read_period(self):
        """Find out which month the request is about."""
        self.period = period.of(self.request, self.now, self.zone)
        return self.period.bounds(self.zone)


class OverviewView(PeriodMixin, tables.DataTableView):
    """What the project costs in a month."""

    table_class = billing_tables.InstancesTable
    template_name = 'project/billing/index.html'
    page_title = _('Billing Overview')

    bill = None
    prices = None

    def get_data(self):
        self.bill = self._get_bill()
        if self.bill is None:
            return []
        self._check_time_zone()
        self.prices = self._get_prices()
        page = paging.of(self.request, self.bill.instances,
                         functions.get_page_size(self.request))
        self.table.page = page
        self.table.shown_period = self.period
        if not any(each.was_counted for each in self.bill.instances):
            self.table.leave_out_counted()
        return page.rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['period'] = self.period
        context['bill'] = self.bill
        context['prices'] = self.prices
        if self.bill is not None:
            context['page'] = self.table.page
            context['start'] = prices.moment(self.bill.start)
            context['end'] = prices.moment(self.bill.end)
            context['charts'] = [
                (currency, self._draw(currency, amounts))
                for currency, amounts in self.bill.days.items()]
        return context

    def _draw(self, currency, amounts):
        return chart.draw(
            self.period.month.days(), amounts,
            functools.partial(money.unit_price, currency=currency))

    def _get_bill(self):
        start, end = self.read_period()
        try:
            return billing.bill_get(self.request, start, end)
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve the cost of this '
                                'project.'))
            return None

    def _get_prices(self):
        """Return the prices in force at the end of the month, or now.

        None if the user may not see them or they cannot be had.
        """
        if not policy.check(LIST_PRICES, self.request):
            return None
        moment = self.now
        if not self.period.is_current:
            # The end belongs to the next month already.
            moment = (self.period.month.next().start(self.zone)
                      - datetime.timedelta(microseconds=1))
        try:
            return billing.price_list(
                self.request, project_id=self.request.user.project_id,
                in_force_at=moment)
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve the prices.'))
            return None

    def _check_time_zone(self):
        begin = self.period.month.start(self.zone)
        if prices.moment(self.bill.start) != begin:
            LOG.warning('Months of the billing service do not begin at %s: '
                        'set HORIZON_BILLING_TIME_ZONE to its option '
                        '[billing] time_zone.', begin)


class InstanceView(PeriodMixin, tables.MultiTableView):
    """What one instance costs in a month, and where it was and ran."""

    table_classes = (billing_tables.ChargesTable,
                     billing_tables.TimelineTable)
    template_name = 'project/billing/instance.html'
    page_title = '{{ instance.name }}'

    def get(self, request, *args, **kwargs):
        self._load(str(kwargs['instance_id']))
        return super().get(request, *args, **kwargs)

    def get_charges_data(self):
        return self.bill.lines

    def get_timeline_data(self):
        return self._page('segments', self.instance.segments).rows

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['period'] = self.period
        context['instance'] = self.instance
        context['totals'] = self.bill.totals
        context['used'] = self.bill.used
        context['may_see_runs'] = self.may_see_runs
        context['way'] = self.way
        context |= self._describe_page('segments', self.instance.segments)
        if self.way and self.way.runs:
            context |= self._describe_page('runs', self.way.runs)
            context['run_columns'] = runs.COLUMNS
            context['picture'] = way_chart.draw(
                self.way, self.now, timezone.get_current_timezone())
        return context

    def _page(self, name, rows):
        return paging.of(self.request, rows,
                         functions.get_page_size(self.request), name)

    def _describe_page(self, name, rows):
        """Return a page and how the addresses of others begin.

        :param name: what addresses call its number
        """
        query = {} if self.period.is_current else {
            period.PARAMETER: self.period.month}
        return {f'{name}_page': self._page(name, rows),
                f'{name}_query': urlencode(query | {name: ''})}

    def _load(self, instance_id):
        start, end = self.read_period()
        try:
            timeline = billing.timeline_get(self.request, instance_id)
            self.instance = timelines.from_api(timeline)
            if self.instance.project_id != self.request.user.project_id:
                raise exceptions.NotFound(
                    _('There is no such instance in this project.'))
            self.bill = billing.instance_bill(
                self.request, instance_id, start, end)
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve what the instance '
                                'costs.'),
                              redirect=INDEX_URL)
        self.may_see_runs = policy.check(GET_RUNS, self.request)
        self.way = self._get_way(timeline) if self.may_see_runs else None

    def _get_way(self, timeline):
        """Return the Way of the instance; None if it cannot be had."""
        try:
            return way.from_api(timeline, billing.run_list(
                self.request, timeline['instance_id']))
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve where the instance '
                                'ran.'))
            return None
