# SPDX-License-Identifier: Apache-2.0
"""Tests against a real Nova with hypervisors that only pretend.

Keystone, Placement, Glance and Nova from PyPI in a virtual environment of
their own, three nova-computes, a stand-in for Neutron, private RabbitMQ and
MariaDB. All of it on free ports of the loopback interface, in a temporary
folder, and gone at the end.
"""
