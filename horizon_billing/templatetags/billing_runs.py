# SPDX-License-Identifier: Apache-2.0
"""Tags with which templates show runs: hosts, moments, what was used."""

import datetime
import decimal

from django import template
from django.utils import dateformat
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from horizon_billing import money
from horizon_billing import quantities
from horizon_billing import words
from horizon_billing.templatetags import horizon_billing as html

register = template.Library()

_DAY = datetime.timedelta(days=1)
_MINUTE = datetime.timedelta(minutes=1)
_LONGEST_MONTH = datetime.timedelta(days=31)


@register.simple_tag
def meter_name(name):
    """Return what a meter is called."""
    return words.meter(name)


@register.simple_tag
def host_name(host):
    """Return what a Host is called."""
    return words.host(host)


@register.simple_tag
def quantity(value, unit):
    """Return a quantity with its unit, as people count it."""
    if unit == quantities.REQUEST:
        return money.count(value)
    return _('%(quantity)s %(unit)s') % {
        'quantity': money.quantity(value), 'unit': words.quantity_unit(unit)}


@register.simple_tag
def percent(value):
    """Return a percentage, rounded."""
    return money.percentage(value)


@register.simple_tag
def counted(used, meter):
    """Show what was used by one meter, with the exact number in the page.

    :param used: integers in base units by meter
    """
    exact, unit = used.get(meter, 0), quantities.COUNTED[meter]
    if unit == quantities.REQUEST:
        shown = money.count(exact)
    else:
        value, _unit = quantities.in_pricing_unit(decimal.Decimal(exact), unit)
        shown = money.quantity(value)
    return format_html('<data value="{}">{}</data>', exact, shown)


@register.simple_tag
def known(run):
    """Return how well is known what a run used."""
    return words.known(run)


@register.simple_tag
def run_words(run):
    """Return in words what a bar stands for."""
    return _('%(host)s, from %(start)s until %(end)s, %(known)s') % {
        'host': words.host(run.host),
        'start': html.to_the_second(run.start),
        'end': html.to_the_second(run.end) if run.end else _('now'),
        'known': words.known(run)}


@register.simple_tag
def move_words(move):
    """Return in words what a line between two bars stands for."""
    return _('From %(before)s to %(after)s, %(moment)s') % {
        'before': words.host(move.before.host),
        'after': words.host(move.after.host),
        'moment': html.to_the_second(move.after.start)}


@register.simple_tag
def tick_label(tick):
    """Return what is written at a Tick, as short as its step allows."""
    local = timezone.localtime(tick.moment)
    if tick.step < _MINUTE:
        return dateformat.format(local, 'H:i:s')
    if tick.step < _DAY:
        return dateformat.format(local, 'j M H:i')
    if tick.step < _LONGEST_MONTH:
        return dateformat.format(local, 'j M')
    return dateformat.format(local, 'M Y')
