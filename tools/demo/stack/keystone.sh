# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A real Keystone on SQLite with the demo's users and the billing service.

configure_keystone() {
    mkdir -p "$BASE/keystone"
    sed "s#@DIR@#$BASE/keystone#; s#@LOG@#$LOG#" \
        "$HERE/demo/stack/keystone.conf.in" > "$BASE/keystone/keystone.conf"
    [ ! -e "$BASE/keystone/ready" ] || return 0
    make_keys fernet && make_keys credential || return
    local manage=("$VENV/bin/keystone-manage"
        --config-file "$BASE/keystone/keystone.conf")
    "${manage[@]}" db_sync \
        && OS_BOOTSTRAP_PASSWORD=$ADMIN_PASSWORD "${manage[@]}" bootstrap \
            --bootstrap-region-id RegionOne \
            --bootstrap-public-url "$AUTH_URL" \
            --bootstrap-internal-url "$AUTH_URL" \
            --bootstrap-admin-url "$AUTH_URL" \
        && touch "$BASE/keystone/ready"
}

# keystone-manage makes these for root only.
make_keys() {
    local number folder=$BASE/keystone/$1-keys
    mkdir -p "$folder"
    for number in 0 1; do
        head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' \
            > "$folder/$number" || return
    done
}

start_keystone() {
    start keystone env OS_KEYSTONE_CONFIG_DIR="$BASE/keystone" \
        "$VENV/bin/python" "$HERE/demo/stack/serve_keystone.py" \
        "$KEYSTONE_PORT"
    wait_for keystone "$KEYSTONE_PORT"
}

seed_keystone() {
    ADMIN_PASSWORD=$ADMIN_PASSWORD DEMO_PASSWORD=$DEMO_PASSWORD \
        BILLING_PASSWORD=$BILLING_PASSWORD \
        "$VENV/bin/python" "$HERE/demo/stack/seed_keystone.py" \
        --auth-url "$AUTH_URL" --billing-url "$API_URL" \
        > "$BASE/people.new" && mv "$BASE/people.new" "$BASE/people.json"
}

write_clouds() {
    cat > "$BASE/clouds.yaml" << EOF
clouds:
$(write_cloud demo demo demo "$DEMO_PASSWORD")
$(write_cloud research research research "$DEMO_PASSWORD")
$(write_cloud admin admin admin "$ADMIN_PASSWORD")
EOF
    cat > "$BASE/openrc" << EOF
export OS_CLIENT_CONFIG_FILE=$BASE/clouds.yaml
export OS_CLOUD=demo
export PATH=$VENV/bin:\$PATH
EOF
}

# write_cloud NAME USER PROJECT PASSWORD
write_cloud() {
    cat << EOF
  $1:
    auth:
      auth_url: $AUTH_URL
      username: $2
      password: $4
      project_name: $3
      user_domain_id: default
      project_domain_id: default
    region_name: RegionOne
    identity_api_version: 3
EOF
}
