# SPDX-License-Identifier: Apache-2.0
"""A demo cloud: real services on one machine, fed with a made-up month."""
