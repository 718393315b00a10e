# SPDX-License-Identifier: Apache-2.0
"""The tables of what instances used and cost."""

from django.urls import NoReverseMatch
from django.urls import reverse
from django.utils.html import format_html
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from horizon import tables

from horizon_billing import money
from horizon_billing import quantities
from horizon_billing import words
from horizon_billing.content.project.billing import paging
from horizon_billing.content.project.billing import period
from horizon_billing.templatetags import horizon_billing as html

NAME = ('word-break',)
NUMBER = ('text-right',)
# Small screens leave it out; the instance's own page has it.
WIDE_NUMBER = (*NUMBER, 'hidden-xs')
WIDEST_NUMBER = (*WIDE_NUMBER, 'hidden-sm', 'hidden-md')
DETAIL_URL = 'horizon:project:billing:detail'


def no_price():
    """Return what stands where others have a price."""
    return format_html('<em>{}</em>', _('no price'))


def costs_html(costs):
    """Return amounts of several currencies, one a line."""
    return format_html_join(format_html('<br>'), '{}',
                            ((html.money_html(cost),) for cost in costs))


class NameColumn(tables.Column):
    """An instance's name, which leads to its page in the month shown."""

    def get_raw_data(self, instance):
        name = html.bdi_html(instance.name)
        url = _detail_url(instance.id) if instance.has_page else None
        if url is None:
            return name
        return format_html('<a href="{}{}">{}</a>', url,
                           self.table.month_query, name)


class QuantityColumn(tables.Column):
    """What an instance used by one meter, in hours of some kind."""

    def __init__(self, meter, classes=NUMBER, **options):
        super().__init__(meter, classes=classes, sortable=False, **options)

    def get_raw_data(self, instance):
        return money.quantity(
            instance.quantities.get(self.transform, money.NOTHING))


class CountedColumn(tables.Column):
    """What was counted at an instance by some meters, added up.

    Where nothing at all was counted, that it used nothing is not known.
    """

    def __init__(self, *meters, **options):
        super().__init__(meters[0], classes=WIDEST_NUMBER, sortable=False,
                         empty_value='\N{EM DASH}', **options)
        self._meters = meters

    def get_raw_data(self, instance):
        if not instance.was_counted:
            return None
        return money.quantity(sum(
            (instance.quantities.get(meter, money.NOTHING)
             for meter in self._meters), money.NOTHING))


def get_cost(instance):
    """Return the cost cell: what has no price is never shown as 0.00."""
    return costs_html(instance.costs) if instance.costs else no_price()


class InstancesTable(tables.DataTable):
    """What each instance used and cost, the most expensive first."""

    name = NameColumn('name', verbose_name=gettext_lazy('Instance Name'),
                      classes=NAME, sortable=False)
    uptime = QuantityColumn(quantities.UPTIME,
                            verbose_name=gettext_lazy('Hours'))
    vcpu = QuantityColumn(quantities.VCPU, WIDE_NUMBER,
                          verbose_name=gettext_lazy('vCPU-Hours'))
    memory = QuantityColumn(quantities.MEMORY, WIDE_NUMBER,
                            verbose_name=gettext_lazy('Memory (GiB-Hours)'))
    disk = QuantityColumn(quantities.DISK, WIDE_NUMBER,
                          verbose_name=gettext_lazy('Disk (GiB-Hours)'))
    cpu_used = CountedColumn(quantities.CPU_USED,
                             verbose_name=gettext_lazy('CPU Used (Hours)'))
    network = CountedColumn(quantities.RECEIVED, quantities.SENT,
                            verbose_name=gettext_lazy('Network (GiB)'))
    cost = tables.Column(get_cost, verbose_name=gettext_lazy('Cost'),
                         classes=NUMBER, sortable=False)

    class Meta:
        name = 'instances'
        verbose_name = gettext_lazy('Instances')
        no_data_message = gettext_lazy('No instance was billed in this month.')
        multi_select = False
        pagination_param = paging.PARAMETER
        prev_pagination_param = paging.PARAMETER

    # Set by the view before the table is rendered.
    page = paging.Page(1, [], 1, 0)
    shown_period = None

    def leave_out_counted(self):
        """Show no columns for what was counted at none of the instances."""
        for name, column in list(self.columns.items()):
            if isinstance(column, CountedColumn):
                del self.columns[name]

    @property
    def month_query(self):
        """The query string that keeps the month shown."""
        if self.shown_period.is_current:
            return ''
        return '?' + urlencode({period.PARAMETER: self.shown_period.month})

    @property
    def has_prev_data(self):
        return self.page.has_previous

    @property
    def has_more_data(self):
        return self.page.has_next

    def get_prev_pagination_string(self):
        return self._page_query(self.page.number - 1)

    def get_pagination_string(self):
        return self._page_query(self.page.number + 1)

    def _page_query(self, number):
        query = {paging.PARAMETER: number}
        if not self.shown_period.is_current:
            query[period.PARAMETER] = self.shown_period.month
        return urlencode(query)


def get_start(segment):
    return html.exact_moment_html(segment.start)


def get_end(segment):
    if segment.end is None:
        return _('still so')
    return html.exact_moment_html(segment.end)


def get_size(segment):
    return _('%(vcpus)s vCPU, %(memory)s MiB, %(disk)s GiB') % {
        'vcpus': segment.vcpus, 'memory': segment.memory_mb,
        'disk': segment.disk_gb}


def get_flavor(segment):
    return html.bdi_html(segment.flavor)


def get_host(segment):
    return html.bdi_html(segment.host) if segment.host else None


def get_state(segment):
    return words.state(segment.state)


class TimelineTable(tables.DataTable):
    """The life of an instance."""

    start = tables.Column(get_start, verbose_name=gettext_lazy('From'),
                          sortable=False)
    end = tables.Column(get_end, verbose_name=gettext_lazy('Until'),
                        sortable=False)
    state = tables.Column(get_state, verbose_name=gettext_lazy('State'),
                          sortable=False)
    flavor = tables.Column(get_flavor, verbose_name=gettext_lazy('Flavor'),
                           sortable=False)
    size = tables.Column(get_size, verbose_name=gettext_lazy('Size'),
                         sortable=False)
    host = tables.Column(get_host, verbose_name=gettext_lazy('Host'),
                         sortable=False, empty_value='\N{EM DASH}',
                         policy_rules=(('billing',
                                        'billing:timeline:hosts'),))

    class Meta:
        name = 'timeline'
        verbose_name = gettext_lazy('Timeline')
        multi_select = False
        footer = False


def get_meter(line):
    return words.meter(line.meter)


def get_quantity(line):
    return format_html('{} {}', money.quantity(line.quantity),
                       words.quantity_unit(line.pricing_unit))


def get_price(line):
    if line.price is None:
        return no_price()
    return format_html('{} {}',
                       money.unit_price(line.price, line.cost.currency),
                       words.per(line.pricing_unit))


def get_line_cost(line):
    if line.cost is None:
        return no_price()
    return html.money_html(line.cost)


class ChargesTable(tables.DataTable):
    """What an instance costs in a month, meter by meter, price by price."""

    meter = tables.Column(get_meter, verbose_name=gettext_lazy('Meter'),
                          sortable=False)
    quantity = tables.Column(get_quantity, classes=NUMBER, sortable=False,
                             verbose_name=gettext_lazy('Quantity'))
    price = tables.Column(get_price, verbose_name=gettext_lazy('Price'),
                          classes=NUMBER, sortable=False)
    cost = tables.Column(get_line_cost, verbose_name=gettext_lazy('Cost'),
                         classes=NUMBER, sortable=False)

    class Meta:
        name = 'charges'
        verbose_name = gettext_lazy('Charges')
        no_data_message = gettext_lazy('Nothing was billed in this month.')
        multi_select = False
        footer = False

    def get_object_id(self, line):
        return f'{line.meter} {line.price_id}'


def _detail_url(instance_id):
    """Return the address of an instance's page; None for a strange id."""
    try:
        return reverse(DETAIL_URL, args=[instance_id])
    except NoReverseMatch:
        return None
