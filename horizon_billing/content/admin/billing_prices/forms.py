# SPDX-License-Identifier: Apache-2.0
"""The forms that set a price and end one."""

import datetime
import decimal

from django.core import validators
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from horizon import exceptions
from horizon import forms
from horizon import messages

from billing_ledger.client import exceptions as api_exceptions
from horizon_billing import hours
from horizon_billing import settings
from horizon_billing import words
from horizon_billing.api import billing

# What the API takes at most.
MOST_DECIMALS = 18
MOST_DIGITS = 12 + MOST_DECIMALS
LONGEST_NAME = 255
LONGEST_ID = 64
# As browsers want it, whatever the language.
HOUR_FORMAT = '%Y-%m-%dT%H:%M'


class HourField(forms.DateTimeField):
    """A full hour that is still to come, in the reader's time zone."""

    def __init__(self, **options):
        super().__init__(
            widget=forms.DateTimeInput(
                # The step is in seconds.
                attrs={'type': 'datetime-local', 'step': '3600'},
                format=HOUR_FORMAT),
            **options)

    def offer_from(self, moment):
        """Let browsers offer full hours from that one on.

        Without it they count them from the field's value, be it wrong.
        """
        local = timezone.localtime(moment)
        self.widget.attrs['min'] = local.strftime(HOUR_FORMAT)

    def clean(self, value):
        moment = super().clean(value)
        if moment is None:
            return None
        moment = moment.astimezone(datetime.UTC)
        zone = settings.time_zone()
        if not hours.is_full(moment, zone):
            raise forms.ValidationError(
                _('Prices change at full hours (%(zone)s), such as '
                  '%(before)s or %(after)s, not between them.') % {
                    'zone': zone.key,
                    'before': _readable(hours.previous(moment, zone)),
                    'after': _readable(hours.next_full(moment, zone))})
        now = timezone.now()
        if moment < now:
            raise forms.ValidationError(
                _('That is in the past, and what was charged does not change. '
                  'Take %s or later.')
                % _readable(hours.next_full(now, zone)))
        return moment


class PriceForm(forms.SelfHandlingForm):
    """A form that asks the billing service for something at an hour."""

    hour_name = None

    def __init__(self, request, *args, **kwargs):
        super().__init__(request, *args, **kwargs)
        self.fields[self.hour_name].offer_from(
            hours.next_full(timezone.now(), settings.time_zone()))

    def handle(self, request, data):
        """Do it; None leaves the form open with the reason."""
        try:
            price = self.ask(request, data)
        except api_exceptions.Unauthorized:
            raise          # Horizon asks the user to log in again.
        except api_exceptions.HttpError as error:
            self.api_error(_('The billing service refused this: %s')
                           % error.message)
            return None
        except api_exceptions.ClientException:
            exceptions.handle(request, ignore=True)
            self.api_error(_('The billing service did not answer. Look into '
                             'the list of prices before you try again: it '
                             'may have been done.'))
            return None
        messages.success(request, self.success(price))
        return price


class CreateForm(PriceForm):
    """Sets a new price."""

    hour_name = 'effective_from'

    meter = forms.ThemableChoiceField(label=gettext_lazy('Meter'))
    unit_price = forms.DecimalField(
        label=gettext_lazy('Price'), localize=True,
        max_digits=MOST_DIGITS, decimal_places=MOST_DECIMALS,
        validators=[validators.MinValueValidator(decimal.Decimal(0))],
        widget=forms.TextInput(attrs={'inputmode': 'decimal',
                                      'autocomplete': 'off'}),
        help_text=gettext_lazy('What one unit of the meter costs, for '
                               'example one vCPU-hour.'))
    currency = forms.RegexField(
        label=gettext_lazy('Currency'), regex=r'^[A-Z]{3}\Z', required=False,
        widget=forms.TextInput(attrs={'maxlength': 3, 'size': 3}),
        error_messages={'invalid': gettext_lazy(
            'A currency has three capital letters, such as EUR.')},
        help_text=gettext_lazy('Leave it empty for that of the cloud.'))
    project_id = forms.CharField(
        label=gettext_lazy('Project ID'), required=False,
        max_length=LONGEST_ID,
        help_text=gettext_lazy('Leave it empty for all projects.'))
    flavor = forms.CharField(
        label=gettext_lazy('Flavor'), required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={'list': 'billing-flavors',
                                      'autocomplete': 'off'}),
        help_text=gettext_lazy('Name of a flavor. Leave it empty for all '
                               'flavors.'))
    effective_from = HourField(label=gettext_lazy('Valid From'))

    def __init__(self, request, *args, meters, projects, **kwargs):
        super().__init__(request, *args, **kwargs)
        self._pricing_units = {meter['name']: meter['pricing_unit']
                               for meter in meters}
        self.fields['meter'].choices = [
            (meter['name'], _('%(meter)s, per %(unit)s') % {
                'meter': words.meter(meter['name']),
                'unit': words.pricing_unit(meter['pricing_unit'])})
            for meter in meters]
        if projects:
            self._offer_projects(projects)

    def _offer_projects(self, projects):
        chosen = sorted(projects.items(), key=lambda item: item[1])
        self.fields['project_id'] = forms.ThemableChoiceField(
            label=_('Project'), required=False,
            choices=[('', _('All projects')), *chosen])

    def ask(self, request, data):
        return billing.price_create(
            request, meter=data['meter'], unit_price=data['unit_price'],
            pricing_unit=self._pricing_units[data['meter']],
            currency=data['currency'] or None,
            flavor=data['flavor'] or None,
            project_id=data['project_id'] or None,
            effective_from=data['effective_from'])

    def success(self, price):
        return _('From %(moment)s on: %(meter)s, %(price)s %(per)s') % {
            'meter': price.meter_name, 'price': price.price,
            'per': price.per, 'moment': _readable(price.effective_from)}


class EndForm(PriceForm):
    """Ends a price."""

    hour_name = 'effective_until'

    effective_until = HourField(label=gettext_lazy('Ends At'))

    def __init__(self, request, *args, price_id, **kwargs):
        super().__init__(request, *args, **kwargs)
        self._price_id = price_id

    def ask(self, request, data):
        return billing.price_end(request, self._price_id,
                                 data['effective_until'])

    def success(self, price):
        return _('Ends at %(moment)s: %(meter)s, %(price)s %(per)s') % {
            'meter': price.meter_name, 'price': price.price,
            'per': price.per, 'moment': _readable(price.effective_until)}


def _readable(moment):
    return date_format(timezone.localtime(moment), 'DATETIME_FORMAT')
