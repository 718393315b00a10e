# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Daemons and ports of the demo. Sourced by quickstart.sh, which sets BASE, LOG,
# RUN and PYTHON.

# A daemon of ours has RUN in its environment: a pid that was given to somebody
# else in the meantime is left alone.
alive() {
    local pid
    pid=$(cat "$RUN/$1.pid" 2> /dev/null) \
        && grep -qzxF "QUICKSTART_RUN=$RUN" "/proc/$pid/environ" 2> /dev/null
}

# start NAME COMMAND...
start() {
    local name=$1 pid
    shift
    alive "$name" && return 0
    (cd "$RUN" && QUICKSTART_RUN=$RUN exec setsid "$@") \
        > "$LOG/$name.log" 2>&1 < /dev/null 9>&- &
    pid=$!
    echo "$pid" > "$RUN/$name.pid"
    # until it has become the command
    while kill -0 "$pid" 2> /dev/null && ! alive "$name"; do
        sleep 0.05
    done
}

stop() {
    local name=$1 pid
    if alive "$name"; then
        pid=$(cat "$RUN/$name.pid")
        kill "$pid"
        for _ in {1..100}; do
            alive "$name" || break
            sleep 0.1
        done
        ! alive "$name" || kill -KILL "$pid"
    fi
    rm -f "$RUN/$name.pid"
}

# wait_for NAME PORT: until a daemon takes connections
wait_for() {
    local name=$1 port=$2
    for _ in {1..1800}; do
        if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
            return 0
        fi
        alive "$name" || break
        sleep 0.1
    done
    echo "$name does not answer on 127.0.0.1:$port. Its log:"
    tail -n 20 "$LOG/$name.log"
    return 1
}

# choose_ports: the usual ones, or free ones where those are taken; kept, so
# that a later run finds the same addresses
choose_ports() {
    if [ ! -s "$BASE/ports" ]; then
        "$PYTHON" "$HERE/demo/stack/ports.py" \
            KEYSTONE="${QUICKSTART_KEYSTONE_PORT:-15000}" \
            HORIZON="${QUICKSTART_HORIZON_PORT:-18000}" \
            API="${QUICKSTART_API_PORT:-18790}" \
            RABBIT="${QUICKSTART_RABBIT_PORT:-15672}" \
            RABBIT_NODE="${QUICKSTART_RABBIT_NODE_PORT:-15673}" \
            EPMD="${QUICKSTART_EPMD_PORT:-15674}" > "$BASE/ports.new"
        mv "$BASE/ports.new" "$BASE/ports"
    fi
    # shellcheck disable=SC1091
    . "$BASE/ports"
}
