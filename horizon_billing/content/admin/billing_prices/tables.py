# SPDX-License-Identifier: Apache-2.0
"""The table of prices and what can be done with them."""

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from horizon import tables

from horizon_billing import words
from horizon_billing.prices import State
from horizon_billing.templatetags import horizon_billing as html

# Telephones leave it out.
WIDE = ('hidden-xs',)


class CreatePrice(tables.LinkAction):
    """Opens the form for a new price."""

    name = 'create'
    verbose_name = gettext_lazy('New Price')
    url = 'horizon:admin:billing_prices:create'
    classes = ('ajax-modal',)
    icon = 'plus'
    policy_rules = (('billing', 'billing:prices:create'),)


class EndPrice(tables.LinkAction):
    """Opens the form that ends a price."""

    name = 'end'
    verbose_name = gettext_lazy('End Price')
    url = 'horizon:admin:billing_prices:end'
    classes = ('ajax-modal',)
    icon = 'stop'
    policy_rules = (('billing', 'billing:prices:end'),)

    def allowed(self, request, listed=None):
        return listed is None or listed.state is not State.ENDED


class FilterPrices(tables.FilterAction):
    """Narrows the table to the rows that contain a text."""


def get_price(listed):
    return format_html('{} {}', listed.price.price, listed.price.per)


def get_meter(listed):
    return listed.price.meter_name


def get_for_whom(listed):
    return html.bdi_html(words.for_whom(listed.project, listed.price.flavor))


def get_from(listed):
    return html.moment_html(listed.price.effective_from)


def get_until(listed):
    if listed.price.effective_until is None:
        return _('open end')
    return html.moment_html(listed.price.effective_until)


def get_state(listed):
    if listed.state is State.IN_FORCE:
        return _('In force')
    if listed.state is State.ENDED:
        return _('Ended')
    return format_html(
        _('From {}'), html.moment_html(listed.price.effective_from))


def get_by(listed):
    return html.bdi_html(listed.by) if listed.by else None


class PricesTable(tables.DataTable):
    """All prices, those of the past too."""

    meter = tables.Column(get_meter, verbose_name=gettext_lazy('Meter'))
    price = tables.Column(get_price, verbose_name=gettext_lazy('Price'),
                          classes=('text-right',), sortable=False)
    for_whom = tables.Column(get_for_whom,
                             verbose_name=gettext_lazy('Applies To'))
    state = tables.Column(get_state, verbose_name=gettext_lazy('State'))
    since = tables.Column(get_from, verbose_name=gettext_lazy('Valid From'),
                          classes=WIDE, sortable=False)
    until = tables.Column(get_until, verbose_name=gettext_lazy('Until'),
                          classes=WIDE, sortable=False)
    by = tables.Column(get_by, verbose_name=gettext_lazy('Set By'),
                       classes=WIDE, empty_value='\N{EM DASH}')

    class Meta:
        name = 'prices'
        verbose_name = gettext_lazy('Prices')
        no_data_message = gettext_lazy('There are no prices: nothing is '
                                       'charged.')
        multi_select = False
        table_actions = (FilterPrices, CreatePrice)
        row_actions = (EndPrice,)

    def get_object_display(self, listed):
        return listed.display
