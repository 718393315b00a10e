# SPDX-License-Identifier: Apache-2.0
"""The pages of Project > Billing."""

import datetime
import functools
import logging

from django.urls import reverse_lazy
from django.utils import timezone
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
from horizon_billing.api import billing
from horizon_billing.content.project.billing import paging
from horizon_billing.content.project.billing import period
from horizon_billing.content.project.billing import tables as billing_tables

LOG = logging.getLogger(__name__)
INDEX_URL = reverse_lazy('horizon:project:billing:index')
LIST_PRICES = (('billing', 'billing:prices:list'),)


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
    """The life of one instance, and what it costs in a month."""

    table_classes = (billing_tables.ChargesTable,
                     billing_tables.TimelineTable)
    template_name = 'project/billing/instance.html'
    page_title = '{{ instance.name }}'

    def get(self, request, *args, **kwargs):
        self._load(str(kwargs['instance_id']))
        return super().get(request, *args, **kwargs)

    def get_charges_data(self):
        return self.lines

    def get_timeline_data(self):
        return self.instance.segments

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['period'] = self.period
        context['instance'] = self.instance
        context['totals'] = self.totals
        return context

    def _load(self, instance_id):
        start, end = self.read_period()
        try:
            self.instance = timelines.from_api(
                billing.timeline_get(self.request, instance_id))
            if self.instance.project_id != self.request.user.project_id:
                raise exceptions.NotFound(
                    _('There is no such instance in this project.'))
            self.lines, self.totals = billing.instance_lines(
                self.request, instance_id, start, end)
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve what the instance '
                                'costs.'),
                              redirect=INDEX_URL)
