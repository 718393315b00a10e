# SPDX-License-Identifier: Apache-2.0
"""Results as rows for people; pure."""

from benchmarks.cloudkitty import cases

OURS = 'horizon-billing'
WRONG = ' (wrong)'


def fairness(answers):
    """Return a row for each case.

    :param answers: for each system by name the answers to all cases
    """
    return [{'case': case.title, 'fair': ' or '.join(case.fair)} | {
        system: _judged(case, given[number])
        for system, given in answers.items()}
        for number, case in enumerate(cases.CASES)]


def score(answers):
    """Return in how many cases each system is right."""
    return {system: sum(map(cases.is_fair, cases.CASES, given))
            for system, given in answers.items()}


def speed(results, instances, whole):
    """Return a row for each system and database.

    :param results: by (system, database) what the sides say of a month; the
                    ledger's under OURS for the same databases
    :param whole: in how many points CloudKitty counts the month
    """
    return [{
        'system': system, 'database': database, 'instances': instances,
        'points': found['points'], 'seconds': found['seconds'],
        'points/s': round(_speed(found)),
        'month s': round(whole / _speed(found), 1),
        'CPU s': found['cpu'], 'server CPU s': found['server_cpu'],
        'peak MiB': round(found['peak_mib']),
        'slower by': round(_speed(results[OURS, database]) / _speed(found)),
        'more CPU by': round(_cpu(found) / _cpu(results[OURS, database])),
    } for (system, database), found in results.items()]


def summaries(results, instances):
    """Return a row for each system and database; parameters as of speed()."""
    return [{
        'system': system, 'database': database, 'instances': instances,
        'points': found['summary_points'],
        'ms': round(1000 * found['summary_seconds'])}
        for (system, database), found in results.items()]


def bills(results, instances):
    """Return what CloudKitty bills for the hours it rated, and the ledger.

    :param results: as of speed(); those of the ledger have ``billed_until``,
                    by hours
    """
    return [{
        'system': system, 'database': database, 'instances': instances,
        'hours': found['hours'], 'bills': found['billed'],
        OURS: results[OURS, database]['billed_until'][str(found['hours'])]}
        for (system, database), found in results.items() if system != OURS]


def ours(results, instances):
    """Return what else the ledger took; parameters as of speed().

    Notifications and readings are recorded all month long, as they come.
    """
    return [{
        'database': database, 'instances': instances,
        'recording s': found['record_seconds'],
        'lines of the bill': found['lines'],
        'summary by project and day ms': round(1000 * found['days_seconds'])}
        for (system, database), found in results.items() if system == OURS]


def _speed(found):
    return found['points'] / found['seconds']


def _cpu(found):
    """Return the CPU seconds of a point, with those of the servers."""
    return (found['cpu'] + found['server_cpu']) / found['points']


def _judged(case, answer):
    if answer in case.fair:
        return answer
    shown = _without_zeros(answer)
    return shown if cases.is_fair(case, answer) else shown + WRONG


def _without_zeros(answer):
    return answer.rstrip('0').rstrip('.') if '.' in answer else answer
