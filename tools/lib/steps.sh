# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Steps of a script that says what it does. LOG is the folder of the logs.

fail() {
    echo >&2 "${0##*/}: $*"
    exit 1
}

# step LOGNAME WHAT COMMAND...: run quietly, say how long it took, or why not
step() {
    local log=$LOG/$1.log what=$2 began=$EPOCHREALTIME
    shift 2
    if ! "$@" > "$log" 2>&1 < /dev/null; then
        echo >&2 "${0##*/}: failed: $what. The end of $log:"
        tail -n 25 "$log" >&2
        exit 1
    fi
    LC_ALL=C printf '%7.1f s  %s\n' "$(elapsed "$began")" "$what"
}

elapsed() {
    local now=$EPOCHREALTIME
    echo "$(((${now//[!0-9]/} - ${1//[!0-9]/}) / 100000))e-1"
}

# beside COMMAND...: go on while it runs. Whoever fails in the meantime lets it
# come to its end first.
JOBS=()
beside() {
    "$@" &
    JOBS+=($!)
    trap 'wait "${JOBS[@]}" || true' EXIT
}

wait_for_jobs() {
    local job
    for job in "${JOBS[@]}"; do
        wait "$job" || exit 1
    done
    JOBS=()
    trap - EXIT
}
