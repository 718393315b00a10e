# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A real Horizon with the Billing panels, served without Apache.

in_horizon() {
    HORIZON=(env PYTHONPATH="$HERE/demo/stack/site:${PYTHONPATH:-}"
        HORIZON_RUN="$BASE/horizon" OS_AUTH_URL="$AUTH_URL"
        "$VENV/bin/python" "$HERE/demo/stack/$1")
}

# Static files are made anew when the panels' sources have changed.
make_static_files() {
    local stamp=$BASE/horizon/static.stamp
    mkdir -p "$BASE/horizon"
    if [ -e "$stamp" ] && [ -z "$(find "$ROOT/horizon_billing" \
        "$VENV/project.stamp" -newer "$stamp" -not -name '*.pyc' \
        -not -name __pycache__ -print -quit)" ]; then
        return
    fi
    in_horizon manage_horizon.py
    "${HORIZON[@]}" collectstatic --noinput -v0 \
        && "${HORIZON[@]}" compress --force -v0 && touch "$stamp"
}

start_horizon() {
    in_horizon serve_horizon.py
    start horizon "${HORIZON[@]}" "$HORIZON_PORT"
    wait_for horizon "$HORIZON_PORT"
}
