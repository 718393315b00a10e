# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts need on a machine: Debian packages, a virtual environment.
# ROOT is the checkout, VENV the environment, PYTHON what it is made with.

SUDO=$([ "$(id -u)" = 0 ] || echo sudo)

find_python() {
    local candidate
    for candidate in python3 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
            2> /dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    if [ -n "$SUDO" ] && ! command -v sudo > /dev/null; then
        echo "Needed: $*. Install them as root, or install sudo."
        return 1
    fi
    local install=(apt_get install -y --no-install-recommends "$@")
    # a fresh machine has no lists yet, an old one has stale ones
    "${install[@]}" || { apt_update && "${install[@]}"; }
}

apt_update() {
    apt_get update
}

apt_get() {
    ${SUDO:+"$SUDO"} apt-get -q -o DPkg::Lock::Timeout=120 "$@"
}

install_base_packages() {
    local missing=()
    find_python > /dev/null || missing+=(python3)
    "$(find_python || echo false)" -c 'import ensurepip' 2> /dev/null \
        || missing+=(python3-venv)
    [ ! -e "$ROOT/.git" ] || command -v git > /dev/null || missing+=(git)
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}" ca-certificates
}

# Servers would start for the whole machine, some of them open to the network.
# policy-rc.d is Debian's way to say no; an existing one is left as it is.
apt_install_servers() {
    local policy=/usr/sbin/policy-rc.d result=0
    if [ -e "$policy" ]; then
        apt_install "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' | $SUDO tee "$policy" > /dev/null
    $SUDO chmod 755 "$policy"
    apt_install "$@" || result=$?
    $SUDO rm -f "$policy"
    return "$result"
}

has_rabbitmq() {
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] \
        && command -v epmd > /dev/null
}

make_venv() {
    [ -x "$VENV/bin/pip" ] || "$PYTHON" -m venv "$VENV"
    "$VENV/bin/pip" install -U pip
}

# install_project EXTRAS REQUIREMENTS...: from the checkout, pinned
install_project() {
    local extras=$1 requirements=()
    shift
    # without a usable git repository pbr cannot tell the version
    git -C "$ROOT" rev-parse HEAD || export PBR_VERSION=0.0.1.dev0
    for file in "$@"; do
        requirements+=(-r "$file")
    done
    "$VENV/bin/pip" install --no-compile -c "$ROOT/constraints.txt" \
        "${requirements[@]}" -e "${ROOT}[$extras]" \
        && project_stamp "$extras" "$@" > "$VENV/project.stamp"
}

has_project() {
    [ "$(project_stamp "$@")" = "$(cat "$VENV/project.stamp" 2> /dev/null)" ]
}

# What an environment was made from: when this changes it is made anew.
project_stamp() {
    echo "$ROOT $1"
    shift
    cat "$ROOT"/{constraints.txt,requirements.txt,setup.cfg} "$@" | sha256sum
}
