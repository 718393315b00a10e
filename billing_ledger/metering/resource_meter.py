# SPDX-License-Identifier: Apache-2.0
"""What a meter of images, volumes, addresses ... is made of.

A meter of another package is a subclass, named by an entry point of the group
``billing.meters``.
"""


class ResourceMeter:
    """A quantity that accrues each second while a resource is held.

    ``unit`` is the base unit of quantities, ``pricing_unit`` the one that
    prices name; the latter holds ``per_pricing_unit`` of the former.
    ``kind`` says of which resources: the ``kind`` of their ResourceEvents.
    ``prefix`` is what the types of the notifications about them begin with,
    up to the first dot; None where another meter reads them already.
    """

    name = None
    unit = None
    pricing_unit = None
    per_pricing_unit = None
    description = None
    kind = None
    prefix = None

    def read(self, envelope):
        """Return what a notification with the prefix says, as facts.

        :param envelope: a facts.envelope.Envelope
        :returns: list of ResourceEvents of this kind
        :raises MalformedMessage: it cannot be understood; it is set aside
        """
        raise NotImplementedError

    def per_second(self, holding):
        """Return the base units that accrue each second, an integer.

        :param holding: a metering.resources.ResourceHolding
        """
        return holding.size
