# SPDX-License-Identifier: Apache-2.0
"""The script that libvirt runs when a guest has stopped."""
