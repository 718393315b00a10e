# SPDX-License-Identifier: Apache-2.0
"""The pages of Admin > Billing > Prices."""

import collections

from django.urls import reverse
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from horizon import exceptions
from horizon import forms
from horizon import tables
from openstack_dashboard import policy

from horizon_billing import hours
from horizon_billing import settings
from horizon_billing import words
from horizon_billing.api import billing
from horizon_billing.content.admin.billing_prices import forms as price_forms
from horizon_billing.content.admin.billing_prices import listing
from horizon_billing.content.admin.billing_prices.tables import PricesTable

INDEX_URL = reverse_lazy('horizon:admin:billing_prices:index')
CREATE_URL = reverse_lazy('horizon:admin:billing_prices:create')
END_URL = 'horizon:admin:billing_prices:end'


class IndexView(tables.DataTableView):
    """All prices."""

    table_class = PricesTable
    template_name = 'admin/billing_prices/index.html'
    page_title = gettext_lazy('Prices')

    failed = False

    def get_data(self):
        try:
            found = billing.price_list(self.request)
        except Exception:
            self.failed = True
            exceptions.handle(self.request,
                              _('Unable to retrieve the prices.'))
            return []
        return listing.of(self.request, found, timezone.now())

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['failed'] = self.failed
        return context


class AllowedFormView(forms.ModalFormView):
    """A form for those whom a policy rule allows it."""

    success_url = INDEX_URL
    policy_rules = ()

    def dispatch(self, request, *args, **kwargs):
        if not policy.check(self.policy_rules, request):
            raise exceptions.NotAuthorized
        return super().dispatch(request, *args, **kwargs)


class CreateView(AllowedFormView):
    """The form for a new price."""

    form_class = price_forms.CreateForm
    form_id = 'create_price_form'
    modal_id = 'create_price_modal'
    template_name = 'admin/billing_prices/create.html'
    page_title = gettext_lazy('New Price')
    submit_label = gettext_lazy('Set Price')
    submit_url = CREATE_URL
    policy_rules = (('billing', 'billing:prices:create'),)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            'meters': self._meters,
            'projects': listing.project_names(self.request)}

    def get_initial(self):
        return {'effective_from': _next_full_hour(),
                'currency': self._usual_currency()}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['meters'] = [(words.meter(meter['name']),
                              meter['description'])
                             for meter in self._meters]
        context['flavors'] = listing.flavor_names(self.request)
        return context

    @cached_property
    def _meters(self):
        try:
            return billing.meter_list(self.request)
        except Exception:
            return exceptions.handle(self.request,
                                     _('Unable to retrieve the meters.'),
                                     redirect=INDEX_URL)

    def _usual_currency(self):
        """Return the currency of most prices, or None without any."""
        try:
            found = billing.price_list(self.request)
        except Exception:
            exceptions.handle(self.request, ignore=True)
            return None
        usual = collections.Counter(price.currency for price in found)
        return max(usual, key=usual.get, default=None)


class EndView(AllowedFormView):
    """The form that ends a price."""

    form_class = price_forms.EndForm
    form_id = 'end_price_form'
    modal_id = 'end_price_modal'
    template_name = 'admin/billing_prices/end.html'
    page_title = gettext_lazy('End Price')
    submit_label = gettext_lazy('End Price')
    policy_rules = (('billing', 'billing:prices:end'),)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            'price_id': self.kwargs['price_id']}

    def get_initial(self):
        return {'effective_until': max(_next_full_hour(),
                                       self._price.effective_from)}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context['submit_url'] = reverse(END_URL,
                                        args=[self.kwargs['price_id']])
        context['price'] = listing.in_words(
            self._price, listing.project_names(self.request))
        return context

    @cached_property
    def _price(self):
        try:
            found = billing.price_get(self.request, self.kwargs['price_id'])
            if found is None:
                raise exceptions.NotFound(_('There is no such price.'))
        except Exception:
            exceptions.handle(self.request,
                              _('Unable to retrieve the price.'),
                              redirect=INDEX_URL)
        return found


def _next_full_hour():
    return hours.next_full(timezone.now(), settings.time_zone())
