# SPDX-License-Identifier: Apache-2.0
"""Django's management commands for Horizon, whose wheel has no manage.py."""
import os
import sys

from django.core import management

if __name__ == '__main__':
    os.environ['DJANGO_SETTINGS_MODULE'] = 'openstack_dashboard.settings'
    management.execute_from_command_line(sys.argv)
