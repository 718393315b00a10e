# SPDX-License-Identifier: Apache-2.0
"""Which group of resources a meter belongs to, as statements tell them apart.
"""

COMPUTE, NETWORK, VOLUME, IMAGE = 'compute', 'network', 'volume', 'image'

# By the first word of the meter's name. The disks that meters are named after
# belong to instances.
_OF_FIRST_WORD = {
    'instance': COMPUTE, 'vcpu': COMPUTE, 'memory': COMPUTE, 'cpu': COMPUTE,
    'disk': COMPUTE, 'network': NETWORK, 'volume': VOLUME,
    'snapshot': VOLUME, 'backup': VOLUME, 'image': IMAGE}
GROUPS = (COMPUTE, NETWORK, VOLUME, IMAGE)


def of_meter(name):
    """Return the group of a meter; its first word where there is no other."""
    first_word = name.partition('.')[0]
    return _OF_FIRST_WORD.get(first_word, first_word)
