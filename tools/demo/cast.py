# SPDX-License-Identifier: Apache-2.0
"""The servers of the demo: who plays them, whose they are, what when.

The days count from the start of the month, one number per operation of the
recorded life: a server with fewer numbers than operations stays as it is.
"""
import dataclasses

NIGHTS = [day for day in range(28) if day % 7 not in (5, 6)]


@dataclasses.dataclass(frozen=True)
class Part:
    """A server of the demo, played by a recorded one."""

    name: str
    project: str
    recording: str
    server: str
    days: tuple
    later_names: tuple = ()     # (recorded name, name in the demo)
    habit: str = 'office'       # what its guest does, see habits.py


# Recorded operations:
# storm-*   create, three live migrations, stop, start, delete
# lm-row    create, six live migrations, pause, live migration, unpause,
#           stop, delete
# resize-*  create, resize, confirm, resize, revert, stop, resize, confirm
# shelve-*  create, shelve, unshelve, stop, shelve, unshelve, shelve, delete
# cold      create, cold migration, confirm, cold migration, revert, delete
# soft      create, soft delete, restore, soft delete, delete
# life-*    create, stop, start, pause, unpause, suspend, resume, two reboots,
#           rename, metadata twice, tags, lock, unlock, rescue, unrescue
SHOP = (
    Part('web-1', 'demo', '30_storm', 'storm-00',
         (0.001, 2.10, 6.40, 11.30, 13.90, 14.00), habit='web'),
    Part('web-2', 'demo', '30_storm', 'storm-02',
         (0.002, 2.12, 6.43, 19.20), habit='web'),
    Part('web-3', 'demo', '30_storm', 'storm-04',
         (4.40, 6.46, 12.20, 18.10, 21.00, 21.35, 27.50), habit='web'),
    Part('db-1', 'demo', '06_live_migrate_row', 'lm-row',
         (0.003, 2.20, 6.60, 9.10, 12.40, 15.50, 18.30, 20.10, 20.105,
          20.12), habit='database'),
    Part('db-2', 'demo', '02_resize', 'resize-alice',
         (3.00, 8.20, 8.21, 15.05, 15.08, 24.90, 24.92, 24.93),
         habit='database'),
    Part('cache-1', 'demo', '03_cold_migrate', 'cold',
         (1.20, 5.30, 5.31, 16.20, 16.22, 26.50), habit='web'),
    Part('build-agent', 'demo', '16_shelve', 'shelve-alice',
         (2.40, 3.80, 6.40, 9.70, 9.72, 13.40, 16.80), habit='computing'),
    Part('staging', 'demo', '01_lifecycle', 'life-alice',
         (5.35, 5.80, 6.35, 7.40, 7.45, 8.50, 9.30, 10.40, 10.60, 11.40,
          11.41, 11.42, 11.50, 12.40, 12.80, 17.40, 17.60, 22.70),
         (('life-alice-renamed', 'staging-eu'),)),
    Part('cms', 'demo', '18_rebuild', 'rebuild', (1.50, 9.40, 20.30),
         (('rebuilt', 'cms-12'),), habit='web'),
    Part('old-shop', 'demo', '26_soft_delete', 'soft',
         (0.004, 6.60, 7.40, 12.60, 19.60), habit='web'),
    Part('web-4', 'demo', '20_create_fail', 'build-abort', (14.40, 14.45)),
    *(Part(f'load-test-{n}', 'demo', '22_multi_create', f'multi-{n}',
           (10.375, 10.80), habit='computing') for n in (1, 2, 3)),
)
RESEARCH = (
    Part('notebook', 'research', '16_shelve', 'shelve-bob',
         (0.37, 0.75, 1.35, 2.30, 2.75, 6.40, 9.75, 15.40)),
    Part('simulation-1', 'research', '30_storm', 'storm-03',
         (0.006, 4.10, 8.20, 13.30, 17.00, 17.90), habit='computing'),
    Part('simulation-2', 'research', '02_resize', 'resize-bob',
         (7.10, 9.00, 9.01, 13.30, 13.31, 20.00, 20.01, 20.02),
         habit='computing'),
    *(Part(f'night-{day + 1:02}-a', 'research', '04_live_migrate', 'lm-one',
           (day + 0.90, day + 1.00, day + 1.20), habit='computing')
      for day in NIGHTS),
    *(Part(f'night-{day + 1:02}-b', 'research', '22_multi_create',
           'multi-2', (day + 0.90, day + 1.17), habit='computing')
      for day in NIGHTS),
)
INFRA = (
    Part('monitoring', 'infra', '30_storm', 'storm-06',
         (0.007, 3.50, 10.10, 17.20), habit='watching'),
    Part('mirror', 'infra', '30_storm', 'storm-07',
         (0.30, 3.52, 10.12, 17.22, 23.00, 23.10), habit='web'),
    Part('bastion', 'infra', '13_lm_fail_post', 'lm-fail-post',
         (1.40, 17.24, 17.40), habit='watching'),
)
PARTS = SHOP + RESEARCH + INFRA
