# SPDX-License-Identifier: Apache-2.0
"""Django's test runner, which also writes down how many passed and failed."""
import json
import os
import pathlib

from django.test import runner


class TallyRunner(runner.DiscoverRunner):
    """Writes {"passed", "failed"} to the file named by TALLY_FILE."""

    def suite_result(self, suite, result, **kwargs):
        bad = (len(result.failures) + len(result.errors)
               + len(result.unexpectedSuccesses) + len(result.skipped))
        pathlib.Path(os.environ['TALLY_FILE']).write_text(json.dumps(
            {'passed': max(result.testsRun - bad, 0), 'failed': bad}))
        return super().suite_result(suite, result, **kwargs)
