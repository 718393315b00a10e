# SPDX-License-Identifier: Apache-2.0
"""Settings of the demo's Horizon: one process, no memcached, loopback."""
import os

from horizon.utils import secret_key
import openstack_dashboard.local.enabled
from openstack_dashboard.settings import HORIZON_CONFIG

import horizon_billing.enabled

_RUN = os.environ['HORIZON_RUN']

DEBUG = False
ALLOWED_HOSTS = ['127.0.0.1', 'localhost']
WEBROOT = '/'
SECRET_KEY = secret_key.generate_or_read_from_file(
    os.path.join(_RUN, 'secret_key'))
TIME_ZONE = 'UTC'

OPENSTACK_HOST = '127.0.0.1'
OPENSTACK_KEYSTONE_URL = os.environ['OS_AUTH_URL']
OPENSTACK_KEYSTONE_DEFAULT_ROLE = 'member'

# Project > Overview answers 403 without a compute service in the catalog.
HORIZON_CONFIG['user_home'] = '/project/billing/'

# In a cloud the operator copies horizon_billing/enabled/_*.py there.
openstack_dashboard.local.enabled.__path__.extend(
    horizon_billing.enabled.__path__)

SESSION_ENGINE = 'django.contrib.sessions.backends.file'
SESSION_FILE_PATH = os.path.join(_RUN, 'sessions')
os.makedirs(SESSION_FILE_PATH, exist_ok=True)
CACHES = {'default': {
    'BACKEND': 'django.core.cache.backends.locmem.LocMemCache',
    # The compressor keeps more than the default of 300 entries.
    'OPTIONS': {'MAX_ENTRIES': 100000}}}

STATIC_ROOT = os.path.join(_RUN, 'static')
COMPRESS_ENABLED = True
COMPRESS_OFFLINE = True

LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'handlers': {'console': {'class': 'logging.StreamHandler'}},
    'root': {'handlers': ['console'], 'level': 'INFO'},
    'loggers': {'urllib3': {'level': 'WARNING'}},
}
