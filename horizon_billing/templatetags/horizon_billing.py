# SPDX-License-Identifier: Apache-2.0
"""Tags with which templates show money, moments, names and the chart."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from horizon_billing import money as money_words

register = template.Library()


@register.simple_tag
def money(amount, element_id=None):
    """Show a Money rounded for reading, with the exact value in the page."""
    return money_html(amount, element_id)


def money_html(amount, element_id=None):
    """Return a <data> element; its value is what the API wrote."""
    identity = format_html(' id="{}"', element_id) if element_id else ''
    return format_html('<data{} value="{}" data-currency="{}">{}</data>',
                       identity, amount.text, amount.currency,
                       amount.displayed)


@register.simple_tag
def moment(value, element_id=None):
    """Show a datetime in the reader's time zone, to the minute."""
    return moment_html(value, element_id)


def moment_html(value, element_id=None):
    """Return a <time> element; its attribute is exact and in UTC."""
    if value is None:
        return None
    identity = format_html(' id="{}"', element_id) if element_id else ''
    return format_html('<time{} datetime="{}">{}</time>', identity,
                       value.isoformat(timespec='microseconds'),
                       date_format(timezone.localtime(value),
                                   'DATETIME_FORMAT'))


@register.simple_tag(name='exact_moment')
def exact_moment_html(value):
    """Return a <time> element to the second, as bills are.

    In narrow columns it breaks between date and time alone.
    """
    date, time = to_the_second(value).split(' ')
    # Horizon's tables take spaces between tags away.
    return format_html(
        '<time datetime="{}"><span class="text-nowrap">{}</span>&#32;'
        '<span class="text-nowrap">{}</span></time>',
        value.isoformat(timespec='microseconds'), date, time)


@register.simple_tag
def to_the_second(value):
    """Return a datetime in the reader's time zone as plain text.

    ISO 8601, since the date comes first and months have no names there.
    """
    return timezone.localtime(value).strftime('%Y-%m-%d %H:%M:%S')


@register.simple_tag
def bdi(text):
    """Show a text that somebody else typed, in its own direction."""
    return bdi_html(text)


def bdi_html(text):
    """Return a <bdi> element, so that a text cannot turn its neighbours."""
    return format_html('<bdi>{}</bdi>', text)


@register.simple_tag
def amount(value, currency):
    """Show a Decimal in a currency, rounded for reading."""
    return money_words.in_words(value, currency)


@register.simple_tag
def reader_time_zone():
    """Return the name of the time zone in which the page shows moments."""
    return timezone.get_current_timezone_name() or _('server time')
