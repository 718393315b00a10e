#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# A cloud's billing on this machine, from nothing: Keystone, Horizon with the
# Billing panels, billing-api, billing-listener, and a month of notifications
# and readings.
#
#   tools/quickstart.sh              install what is missing, start, feed
#   tools/quickstart.sh --rabbit     feed through RabbitMQ and the listener
#   tools/quickstart.sh --no-bus     without RabbitMQ and billing-listener
#   tools/quickstart.sh --down       stop everything
#
# Everything lies in .quickstart/ and listens on 127.0.0.1 only.
# shellcheck disable=SC2034  # the sourced parts use what is set here
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")
BASE=$(realpath -m "${QUICKSTART_BASE:-$ROOT/.quickstart}")
VENV=${QUICKSTART_VENV:-$BASE/venv}
RECORDINGS=${QUICKSTART_RECORDINGS:-$ROOT/tests/recordings/data}
LOG=$BASE/log
RUN=$BASE/run
ADMIN_PASSWORD=secret
DEMO_PASSWORD=secret
export PYTHONWARNINGS=ignore
DAEMONS=(horizon api listener rabbitmq epmd keystone)

for part in "$HERE"/{lib,demo/stack}/*.sh; do
    # shellcheck source=/dev/null
    . "$part"
done

main() {
    local feed=replay bus=yes
    case "${1:-}" in
        '') ;;
        --rabbit) feed=publish ;;
        --no-bus) bus=no ;;
        --down)
            down
            return
            ;;
        *)
            sed -n '3,13s/^# \{0,1\}//p' "$0"
            [ "$1" = --help ] || exit 2
            return
            ;;
    esac
    umask 077
    mkdir -p "$LOG" "$RUN"
    exec 9> "$BASE/lock"
    flock -n 9 || fail "another run is at work in $BASE."
    cd "$BASE"
    if [ "${QUICKSTART_INSTALL:-yes}" = yes ]; then
        install_all "$bus"
    fi
    PYTHON=$(find_python) || fail 'Python 3.11 or newer is needed.'
    choose_ports
    choose_secrets
    AUTH_URL=http://127.0.0.1:$KEYSTONE_PORT/v3
    API_URL=http://127.0.0.1:$API_PORT
    start_services "$bus"
    if [ "${QUICKSTART_FEED:-yes}" = yes ]; then
        feed_month "$feed"
    fi
    wait_for_jobs
    announce "$bus"
}

down() {
    local name
    for name in "${DAEMONS[@]}"; do
        stop "$name"
    done
    echo "Stopped. Data and logs stay in $BASE."
}

install_all() {
    local bus=$1 extras=api,client,horizon,listener
    step apt 'Debian packages' install_base_packages
    PYTHON=$(find_python) || fail 'Python 3.11 or newer is needed.'
    if [ "$bus" = yes ] && ! has_rabbitmq; then
        beside step apt-rabbitmq 'RabbitMQ' apt_install_servers \
            rabbitmq-server
    fi
    if ! has_project "$extras" "$HERE/demo/requirements.txt"; then
        step venv 'virtual environment, newest pip' make_venv
        step pip 'Keystone, Horizon, horizon-billing' install_project \
            "$extras" "$HERE/demo/requirements.txt"
    fi
    wait_for_jobs
}

choose_secrets() {
    local name
    for name in {BILLING,RABBIT}_PASSWORD READINGS_SECRET; do
        grep -qs "^$name=" "$BASE/secrets" \
            || echo "$name=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')" \
                >> "$BASE/secrets"
    done
    # shellcheck source=/dev/null
    . "$BASE/secrets"
}

# What does not need one another is done side by side.
start_services() {
    local bus=$1
    configure_billing
    beside start_books
    beside step static 'static files of Horizon' make_static_files
    if [ "$bus" = yes ]; then
        beside step rabbitmq-start 'RabbitMQ, private' start_rabbitmq
    fi
    step keystone-setup 'Keystone, its database' configure_keystone
    step keystone-start 'Keystone answers' start_keystone
    if [ ! -s "$BASE/people.json" ]; then
        step keystone-seed 'projects, users, endpoints' seed_keystone
    fi
    write_clouds
    wait_for_jobs
    step api-start 'billing-api answers' start_api
    [ "$bus" = no ] || step listener-start 'billing-listener' start_listener
    beside step horizon-start 'Horizon answers' start_horizon
}

start_books() {
    step database 'database of the ledger' billing manage db upgrade
    step prices 'prices' create_prices
}

feed_month() {
    step month 'a month of notifications and readings' build_month
    step feed "$1 them" "$1_month"
}

announce() {
    cat << EOF

Horizon     http://127.0.0.1:$HORIZON_PORT/
            demo / $DEMO_PASSWORD      Project > Billing > Overview
            research / $DEMO_PASSWORD  the same, of another project
            admin / $ADMIN_PASSWORD     Admin > Billing > Prices
Keystone    $AUTH_URL
Billing     $API_URL/v1
Terminal    . $BASE/openrc
            openstack billing charge list
            billing-manage --config-file $BASE/etc/billing.conf verify
Logs        $LOG
Stop        $HERE/quickstart.sh --down
EOF
    if [ "$1" = no ]; then
        echo "billing-listener is not running: it needs a message bus."
    fi
}

main "$@"
