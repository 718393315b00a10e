# SPDX-License-Identifier: Apache-2.0
"""Writes facts into the books: the notification listener."""

import warnings

# oslo.messaging imports it by way of oslo.service; nothing here uses it.
warnings.filterwarnings('ignore', r'\s*Eventlet is deprecated')
