# SPDX-License-Identifier: Apache-2.0
"""All meters: the built-in ones, those of other packages, and composites.

Facts of a meter that cannot be loaded would be thrown away as of no interest,
so a program does not start without it.
"""

import functools
import logging
import pathlib

import stevedore
import yaml

from billing_ledger import exception
from billing_ledger.metering import composite
from billing_ledger.metering import meters
from billing_ledger.metering.resource_meter import ResourceMeter
from billing_ledger.metering.stored import STORED_METERS

LOG = logging.getLogger(__name__)

GROUP = 'billing.meters'
LARGEST_FILE = 2 ** 20


class Catalog:
    """Which meters there are, and who reads which notifications.

    :param resource_meters: ResourceMeters
    :param composites: Composites
    :raises InvalidMeter: two meters have the same name, or read the same
    """

    def __init__(self, resource_meters=STORED_METERS, composites=()):
        self.resource_meters = tuple(resource_meters)
        self.composites = tuple(composites)
        self._readers = {}
        known = set(meters.BUILT_IN)
        for meter in self.resource_meters:
            if meter.name in known:
                raise exception.InvalidMeter(
                    reason=f'There are two meters {meter.name}.')
            known.add(meter.name)
            self._add_reader(meter)

    def _add_reader(self, meter):
        if meter.prefix is None:
            return
        if meter.prefix in self._readers:
            raise exception.InvalidMeter(
                reason=f'Both {self._readers[meter.prefix].name} and '
                       f'{meter.name} read {meter.prefix}.*.')
        self._readers[meter.prefix] = meter

    def all_meters(self):
        """Return the meters that are not of instances, by name."""
        return {meter.name: meter for meter in (*self.resource_meters,
                                                *self.composites)}

    def read(self, envelope):
        """Return what a notification says of resources.

        :param envelope: an Envelope
        :returns: list of ResourceEvents; none if no meter is interested
        :raises MalformedMessage: it cannot be understood
        """
        meter = self._readers.get(envelope.event_type.partition('.')[0])
        if meter is None:
            return []
        try:
            return meter.read(envelope)
        except exception.BillingError:
            raise
        except Exception as error:
            LOG.warning('The meter %s cannot read %s.', meter.name,
                        envelope.event_type, exc_info=True)
            raise exception.MalformedMessage(
                reason=f'the meter {meter.name} failed: '
                       f'{type(error).__name__}') from error


def open_catalog(conf):
    """Return the Catalog of a configuration, and let METERS have all of it.

    :raises InvalidMeter: a meter cannot be used
    """
    plugins = Catalog((*STORED_METERS, *_plugins()))
    known = meters.BUILT_IN | plugins.all_meters()
    composites = composite.read_composites(
        _document(conf.billing.composite_meters), known)
    catalog = Catalog(plugins.resource_meters, composites)
    meters.use(catalog.all_meters())
    return catalog


@functools.cache
def _plugins():
    """Return the meters of other packages, in the order of their names."""
    manager = stevedore.ExtensionManager(
        GROUP, on_load_failure_callback=_refuse)
    return tuple(_made(extension)
                 for extension in sorted(manager, key=lambda each: each.name))


def _refuse(_manager, entry_point, error):
    raise exception.InvalidMeter(
        reason=f'The meter {entry_point.name} cannot be loaded '
               f'({type(error).__name__}: {error}). Repair or uninstall it.')


def _made(extension):
    made = extension.plugin
    if not (isinstance(made, type) and issubclass(made, ResourceMeter)):
        raise exception.InvalidMeter(
            reason=f'The meter {extension.name} is no subclass of '
                   'ResourceMeter.')
    meter = made()
    for name in ('name', 'unit', 'pricing_unit', 'description', 'kind'):
        if not isinstance(getattr(meter, name), str):
            raise exception.InvalidMeter(
                reason=f'The meter {extension.name} has no {name}.')
    if not (isinstance(meter.per_pricing_unit, int)
            and meter.per_pricing_unit > 0):
        raise exception.InvalidMeter(
            reason=f'The meter {extension.name} needs a per_pricing_unit of '
                   'at least 1.')
    return meter


def _document(path):
    if not path:
        return None
    try:
        with pathlib.Path(path).open('rb') as file:
            text = file.read(LARGEST_FILE + 1)
        if len(text) > LARGEST_FILE:
            raise ValueError(f'it is larger than {LARGEST_FILE} bytes')
        return yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise exception.InvalidMeter(
            reason=f'[billing] composite_meters, {path}, cannot be read: '
                   f'{error}') from None


# Before any configuration is read, METERS has what is there in any case.
meters.use(Catalog().all_meters())
