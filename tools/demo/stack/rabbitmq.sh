# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A private RabbitMQ: own node, own port mapper, loopback only.

in_rabbitmq() {
    RABBITMQ=(env HOME="$BASE/rabbitmq" ERL_EPMD_PORT="$EPMD_PORT"
        ERL_EPMD_ADDRESS=127.0.0.1
        RABBITMQ_NODENAME=quickstart@localhost
        RABBITMQ_CONF_ENV_FILE=/dev/null
        RABBITMQ_CONFIG_FILE="$BASE/rabbitmq/rabbitmq.conf"
        RABBITMQ_ENABLED_PLUGINS_FILE="$BASE/rabbitmq/plugins"
        RABBITMQ_MNESIA_BASE="$BASE/rabbitmq/db"
        RABBITMQ_LOG_BASE="$LOG"
        RABBITMQ_DIST_PORT="$RABBIT_NODE_PORT"
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel \
inet_dist_use_interface {127,0,0,1}"
        "/usr/lib/rabbitmq/bin/$1")
}

configure_rabbitmq() {
    mkdir -p "$BASE/rabbitmq"
    cat > "$BASE/rabbitmq/rabbitmq.conf" << EOF
listeners.tcp.1 = 127.0.0.1:$RABBIT_PORT
default_user = billing
default_pass = $RABBIT_PASSWORD
EOF
    echo '[].' > "$BASE/rabbitmq/plugins"
}

start_rabbitmq() {
    configure_rabbitmq
    start epmd epmd -address 127.0.0.1 -port "$EPMD_PORT"
    wait_for epmd "$EPMD_PORT"
    in_rabbitmq rabbitmq-server
    start rabbitmq "${RABBITMQ[@]}"
    wait_for rabbitmq "$RABBIT_PORT"
}

ask_rabbitmq() {
    in_rabbitmq rabbitmqctl
    "${RABBITMQ[@]}" -q --no-table-headers "$@"
}

# Until the listener has its queues, that of the readings being the last: what
# is sent earlier would be lost.
wait_until_consuming() {
    local consumers
    for _ in {1..60}; do
        consumers=$(ask_rabbitmq list_consumers queue_name) || return
        [[ $consumers != *billing_readings* ]] || return 0
        alive listener || break
        sleep 0.5
    done
    echo 'billing-listener does not listen. Its log:'
    tail -n 20 "$LOG/listener.log"
    return 1
}

wait_until_consumed() {
    local left
    for _ in {1..360}; do
        left=$(ask_rabbitmq list_queues messages) || return
        [[ $left =~ [1-9] ]] || return 0
        alive listener || break
        sleep 0.5
    done
    echo "Messages in the queues: $left. The listener's log:"
    tail -n 20 "$LOG/listener.log"
    return 1
}
