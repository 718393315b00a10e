# SPDX-License-Identifier: Apache-2.0
"""The columns of FOCUS 1.2, and what a statement puts into them.

FOCUS is the FinOps Open Cost and Usage Specification. Here are all mandatory
columns, and those conditional and recommended ones whose condition holds for
a cloud that is billed by statements. Left out are columns about commitment
discounts, capacity reservations and prices in another currency than the
bill's, none of which exist here; types of accounts, since there is one; and
availability zones, which lines do not have.
"""

import typing

MANDATORY, CONDITIONAL, RECOMMENDED, CUSTOM = (
    'Mandatory', 'Conditional', 'Recommended', 'Custom')
DECIMAL, STRING, TIME, JSON = 'Decimal', 'String', 'Date/Time', 'JSON'
USAGE, TAX, CREDIT, ADJUSTMENT = 'Usage', 'Tax', 'Credit', 'Adjustment'
CORRECTION = 'Correction'
USAGE_BASED, ONE_TIME = 'Usage-Based', 'One-Time'
STANDARD = 'Standard'


class Column(typing.NamedTuple):
    """A column: ``allowed`` is None where every value is."""

    name: str
    level: str
    type: str
    allows_null: bool
    source: str                  # what of a statement it holds
    allowed: tuple | None = None


class Service(typing.NamedTuple):
    """A service of the cloud as FOCUS classifies it."""

    name: str
    category: str
    subcategory: str
    resource_type: str


OTHER = Service('Other', 'Other', 'Other (Other)', 'Other')
_COMPUTE = Service('Compute', 'Compute', 'Virtual Machines', 'Instance')
_NETWORK = Service('Networking', 'Networking', 'Network Connectivity',
                   'Network')
_VOLUME = Service('Block Storage', 'Storage', 'Block Storage', 'Volume')
_IMAGE = Service('Image', 'Storage', 'Other (Storage)', 'Image')
# By resource group, or the first word of a meter.
SERVICES = {
    'compute': _COMPUTE, 'instance': _COMPUTE, 'vcpu': _COMPUTE,
    'cpu': _COMPUTE, 'memory': _COMPUTE, 'disk': _COMPUTE,
    'network': _NETWORK,
    'ip': _NETWORK._replace(resource_type='Floating IP'),
    'volume': _VOLUME,
    'snapshot': _VOLUME._replace(resource_type='Snapshot'),
    'storage': _VOLUME,
    'image': _IMAGE,
}
_CATEGORIES = tuple(sorted({service.category
                            for service in (*SERVICES.values(), OTHER)}))
_SUBCATEGORIES = tuple(sorted({service.subcategory for service in (
    *SERVICES.values(), OTHER)}))

COLUMNS = (
    Column('BilledCost', MANDATORY, DECIMAL, False,
           'amount of the line; all rows of an invoice add up to its total'),
    Column('BillingAccountId', MANDATORY, STRING, False, 'id of the account'),
    Column('BillingAccountName', MANDATORY, STRING, True,
           'name of the account'),
    Column('BillingCurrency', MANDATORY, STRING, False,
           'currency of the statement (ISO 4217)'),
    Column('BillingPeriodEnd', MANDATORY, TIME, False,
           'end of the statement, exclusive'),
    Column('BillingPeriodStart', MANDATORY, TIME, False,
           'start of the statement'),
    Column('ChargeCategory', MANDATORY, STRING, False,
           'Usage: usage, and corrections of a meter; Credit: credits and '
           'discounts in a line of their own; Adjustment: other corrections; '
           'Tax: the tax of the statement, one row',
           (USAGE, TAX, CREDIT, ADJUSTMENT)),
    Column('ChargeClass', MANDATORY, STRING, True,
           'Correction for what belongs to an earlier statement',
           (CORRECTION,)),
    Column('ChargeDescription', MANDATORY, STRING, True,
           'description of the line'),
    Column('ChargeFrequency', RECOMMENDED, STRING, False,
           'Usage-Based for usage, else One-Time', (USAGE_BASED, ONE_TIME)),
    Column('ChargePeriodEnd', MANDATORY, TIME, False,
           'end of the line, exclusive'),
    Column('ChargePeriodStart', MANDATORY, TIME, False, 'start of the line'),
    Column('ConsumedQuantity', CONDITIONAL, DECIMAL, True,
           'quantity of usage, the same as PricingQuantity'),
    Column('ConsumedUnit', CONDITIONAL, STRING, True,
           'unit of usage, the same as PricingUnit'),
    Column('ContractedCost', MANDATORY, DECIMAL, False,
           'ContractedUnitPrice times PricingQuantity, not rounded; without '
           'a unit price the amount; of a tax its rate times the others'),
    Column('ContractedUnitPrice', CONDITIONAL, DECIMAL, True,
           'price after discounts; the mean one where several apply'),
    Column('EffectiveCost', MANDATORY, DECIMAL, False,
           'the same as BilledCost: nothing is paid in advance'),
    Column('InvoiceId', RECOMMENDED, STRING, True,
           'number of the statement; null for a draft'),
    Column('InvoiceIssuerName', MANDATORY, STRING, False,
           'option invoice_issuer_name'),
    Column('ListCost', MANDATORY, DECIMAL, False,
           'ListUnitPrice times PricingQuantity, not rounded; without a unit '
           'price the amount; of a tax its rate times the others'),
    Column('ListUnitPrice', CONDITIONAL, DECIMAL, True,
           'price without discounts; the mean one where several apply'),
    Column('PricingCategory', CONDITIONAL, STRING, True,
           'Standard for usage', (STANDARD,)),
    Column('PricingQuantity', MANDATORY, DECIMAL, True,
           'quantity in units of the price; 1 for a charge without quantity'),
    Column('PricingUnit', MANDATORY, STRING, True,
           'unit of the price, such as VCPU-Hours'),
    Column('ProviderName', MANDATORY, STRING, False, 'option provider_name'),
    Column('PublisherName', MANDATORY, STRING, False,
           'option publisher_name'),
    Column('RegionId', CONDITIONAL, STRING, True, 'region of the line'),
    Column('RegionName', CONDITIONAL, STRING, True, 'region of the line'),
    Column('ResourceId', CONDITIONAL, STRING, True, 'id of the resource'),
    Column('ResourceName', CONDITIONAL, STRING, True,
           'name of the resource, unless it is the id'),
    Column('ResourceType', CONDITIONAL, STRING, True,
           'kind of resource, such as Instance'),
    Column('ServiceCategory', MANDATORY, STRING, False,
           'by resource group or meter, such as Compute', _CATEGORIES),
    Column('ServiceName', MANDATORY, STRING, False,
           'by resource group or meter, such as Block Storage'),
    Column('ServiceSubcategory', RECOMMENDED, STRING, False,
           'by resource group or meter, such as Virtual Machines',
           _SUBCATEGORIES),
    Column('SkuId', CONDITIONAL, STRING, True, 'name of the meter'),
    Column('SkuMeter', CONDITIONAL, STRING, True, 'name of the meter'),
    Column('SkuPriceDetails', CONDITIONAL, JSON, True, 'null'),
    Column('SkuPriceId', CONDITIONAL, STRING, True,
           'id of the price; the meter where several apply'),
    Column('SubAccountId', CONDITIONAL, STRING, True, 'id of the project'),
    Column('SubAccountName', CONDITIONAL, STRING, True,
           'name of the project, or its id'),
    Column('Tags', CONDITIONAL, JSON, True, 'null: lines have no tags'),
    Column('x_LineKind', CUSTOM, STRING, False,
           'usage, discount, credit, correction or tax'),
    Column('x_RefersToInvoiceId', CUSTOM, STRING, True,
           'number of the statement that a correction belongs to'),
    Column('x_StatementStatus', CUSTOM, STRING, False, 'draft or closed'),
)
NAMES = tuple(column.name for column in COLUMNS)
