# SPDX-License-Identifier: Apache-2.0
"""Serve Horizon and its static files on loopback: serve_horizon.py PORT."""
import os
import sys

import waitress
import whitenoise


def main():
    os.environ['DJANGO_SETTINGS_MODULE'] = 'openstack_dashboard.settings'
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    application = whitenoise.WhiteNoise(
        get_wsgi_application(), root=settings.STATIC_ROOT, prefix='static/')
    waitress.serve(application, listen=f'127.0.0.1:{sys.argv[1]}', threads=8,
                   ident=None)


if __name__ == '__main__':
    main()
