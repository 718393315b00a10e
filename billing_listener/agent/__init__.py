# SPDX-License-Identifier: Apache-2.0
"""What guests really used, read from libvirt: the agent of one host."""
