# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# billing-api and billing-listener on an embedded database, fed and priced.

configure_billing() {
    mkdir -p "$BASE/etc"
    cat > "$BASE/etc/billing.conf" << EOF
[DEFAULT]
state_path = $BASE
transport_url = rabbit://billing:$RABBIT_PASSWORD@127.0.0.1:$RABBIT_PORT/

[database]
connection = sqlite:///$BASE/billing.sqlite

[readings]
secret = $READINGS_SECRET

[api]
port = $API_PORT

[keystone_authtoken]
www_authenticate_uri = $AUTH_URL
auth_url = $AUTH_URL
auth_type = password
username = billing
password = $BILLING_PASSWORD
project_name = service
user_domain_id = default
project_domain_id = default
service_token_roles_required = true
EOF
}

billing() {
    local command=$1
    shift
    "$VENV/bin/billing-$command" --config-file "$BASE/etc/billing.conf" "$@"
}

start_api() {
    start api "$VENV/bin/billing-api" \
        --config-file "$BASE/etc/billing.conf"
    wait_for api "$API_PORT"
}

start_listener() {
    start listener "$VENV/bin/billing-listener" \
        --config-file "$BASE/etc/billing.conf"
    wait_until_consuming
}

build_month() {
    (cd "$ROOT" && READINGS_SECRET=$READINGS_SECRET \
        "$VENV/bin/python" -m tools.demo.build \
        --recordings "$RECORDINGS" --people "$BASE/people.json" \
        --output "$BASE/month.jsonl")
}

replay_month() {
    billing manage replay "$BASE/month.jsonl"
}

publish_month() {
    export BROKER_URL=amqp://billing:$RABBIT_PASSWORD@127.0.0.1:$RABBIT_PORT/
    (cd "$ROOT" && "$VENV/bin/python" -m tools.demo.publish \
        "$BASE/month.jsonl") && wait_until_consumed
}

# The prices of the month: for all that is allocated, and for some of what is
# used beside it; one of them changed in the middle, and one for a single
# flavor. The later one of two goes first: a price may begin in the past only
# where none was in force.
create_prices() {
    local month
    month=$(date -u +%Y-%m)
    mkdir -p "$BASE/priced"
    create_price vcpu.allocated 0.0165 "$month-16" \
        && create_price vcpu.allocated 0.0150 "$month-01" \
        && create_price memory.allocated 0.0040 "$month-01" \
        && create_price disk.allocated 0.0002 "$month-01" \
        && create_price instance.uptime 0.0100 "$month-01" \
        && create_price instance.uptime 0.0450 "$month-01" m1.medium \
        && create_price network.outgoing.bytes 0.0200 "$month-01" \
        && create_price disk.write.requests 0.0500 "$month-01"
}

# create_price METER PRICE DAY [FLAVOR]: once, also if it is another month now
create_price() {
    local stamp=$BASE/priced/$1-$2${4:+-$4}
    [ -e "$stamp" ] || {
        billing manage price create --meter "$1" --price "$2" \
            --currency EUR --from "$3T00:00:00Z" ${4:+--flavor "$4"} \
            && touch "$stamp"
    }
}
