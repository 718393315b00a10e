# SPDX-License-Identifier: Apache-2.0
"""Keystone and Horizon on loopback, without Apache, memcached or MariaDB."""
