# SPDX-License-Identifier: Apache-2.0
"""Python imports this first: it puts the clock of a program forward."""

import os
import time

import time_machine

time_machine.travel(time.time() + int(os.environ['BILLING_TEST_AHEAD']),
                    tick=True).start()
