# SPDX-License-Identifier: Apache-2.0
"""Nova may announce everything twice, once in each of its formats.

The two notifications of one event have different message ids and times
(measured: 17 ms apart in the median, under 145 ms in 99 of 100), so they are
recognized by what they say.
"""

import bisect
import collections
import datetime

# Many times what was measured, far less than an operation takes to recur.
TWIN_WINDOW = datetime.timedelta(seconds=2)


def without_twins(events):
    """Return the events without unversioned ones that came versioned, too.

    :param events: InstanceEvents of one instance, in order of time
    """
    versioned = collections.defaultdict(list)
    for event in events:
        if event.versioned:
            versioned[_said(event)].append(event.generated_at)
    return [event for event in events
            if event.versioned or not _has_near(versioned.get(_said(event)),
                                                event.generated_at)]


def _said(event):
    return (event.event_type, event.state, event.task_state, event.old_state,
            event.host, event.flavor, event.display_name)


def _has_near(moments, moment):
    if not moments:
        return False
    index = bisect.bisect_left(moments, moment - TWIN_WINDOW)
    return index < len(moments) and moments[index] <= moment + TWIN_WINDOW
