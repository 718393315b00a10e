#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Run all tests and checks, and install what they need on a machine that has
# nothing: Debian packages (as root or by sudo) and .test/venv.
#
#   tools/test.sh              everything
#   tools/test.sh SUITE...     some of: style docs package unit
#                              recordings traces horizon functional nova
#                              browser
#
# TEST_VENV names another virtual environment. Results, logs and pictures are
# left in .test/. The last line is the sum: "N passed, N failed".
# shellcheck disable=SC2034  # the sourced parts use what is set here
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(dirname "$HERE")
BASE=$ROOT/.test
VENV=$(realpath -ms "${TEST_VENV:-$BASE/venv}")
LOG=$BASE/log
EXTRAS=agent,api,client,horizon,listener,mysql,notices,pdf,postgresql
EXTRAS+=,reconcile
REQUIREMENTS=("$ROOT/test-requirements.txt"
    "$HERE"/{demo,testing}/requirements.txt)
SUITES=(style docs package unit recordings traces horizon functional nova
    browser)
PASSED=0
FAILED=0
export PYTHONWARNINGS=ignore

for part in "$HERE"/lib/*.sh; do
    # shellcheck source=/dev/null
    . "$part"
done

main() {
    local suite wanted=("$@")
    [ $# -gt 0 ] || wanted=("${SUITES[@]}")
    for suite in "${wanted[@]}"; do
        [[ " ${SUITES[*]} " = *" $suite "* ]] || usage
    done
    mkdir -p "$LOG"
    cd "$ROOT"
    if ! (install_all); then
        echo 'What the tests need could not be installed.'
        echo "0 passed, ${#wanted[@]} failed"
        exit 1
    fi
    export PATH=$VENV/bin:$PATH
    for suite in "${wanted[@]}"; do
        run_suite "$suite"
    done
    echo
    echo "$PASSED passed, $FAILED failed"
    [ "$FAILED" = 0 ]
}

usage() {
    sed -n '3,12s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

install_all() {
    step apt 'Debian packages' install_base_packages
    step apt-servers 'servers, browser, fonts, tools' install_test_packages
    step apt-virt 'libvirt, QEMU' install_virt_packages
    step kernel 'kernel of the test guest' unpack_kernel
    PYTHON=$(find_python) || fail 'Python 3.11 or newer is needed.'
    if ! has_project "$EXTRAS" "${REQUIREMENTS[@]}"; then
        step venv 'virtual environment, newest pip' make_venv
        step pip 'Python packages' install_project "$EXTRAS" \
            "${REQUIREMENTS[@]}"
    fi
}

install_test_packages() {
    local missing=()
    has_rabbitmq || missing+=(rabbitmq-server)
    [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
    compgen -G '/usr/lib/postgresql/*/bin/postgres' || missing+=(postgresql)
    command -v chromium || missing+=(chromium)
    command -v chromedriver || missing+=(chromium-driver)
    command -v shellcheck || missing+=(shellcheck)
    # fonts for PDF documents, with those for Arabic, Hebrew, and Chinese
    [ -e /usr/share/doc/fonts-noto-core ] || missing+=(fonts-noto-core)
    [ -e /usr/share/doc/fonts-noto-cjk ] || missing+=(fonts-noto-cjk)
    [ ${#missing[@]} = 0 ] || apt_install_servers "${missing[@]}"
}

install_virt_packages() {
    local missing=()
    [ -x /usr/sbin/libvirtd ] || missing+=(libvirt-daemon)
    compgen -G '/usr/lib/*/libvirt/connection-driver/*qemu.so' \
        || missing+=(libvirt-daemon-driver-qemu)
    command -v qemu-system-x86_64 || missing+=(qemu-system-x86)
    command -v xz || missing+=(xz-utils)
    [ -x /usr/sbin/ip ] || [ -x /sbin/ip ] || missing+=(iproute2)
    # dynamically linked ones do not run in the guest
    [ -e /usr/share/doc/busybox-static ] || missing+=(busybox-static)
    # libvirt-python is compiled
    command -v pkg-config || missing+=(pkg-config)
    command -v gcc || missing+=(gcc libc6-dev)
    pkg-config --exists libvirt || missing+=(libvirt-dev)
    [ -e "$("$(find_python)" -c 'import sysconfig
print(sysconfig.get_paths()["include"])')/Python.h" ] \
        || missing+=(python3-dev)
    [ ${#missing[@]} = 0 ] || apt_install_servers "${missing[@]}"
}

# The guest's kernel needs not be this machine's: it is unpacked only.
unpack_kernel() {
    local name folder=$BASE/kernel
    compgen -G "$folder/boot/vmlinuz-*" && return
    rm -rf "$folder"
    mkdir -p "$folder/package"
    name=$(kernel_package)
    [ -n "$name" ] || { apt_update && name=$(kernel_package); }
    (cd "$folder/package" && apt-get -q download "$name") \
        && dpkg-deb -x "$folder"/package/*.deb "$folder" \
        && rm -r "$folder/package"
}

kernel_package() {
    apt-cache depends linux-image-cloud-amd64 \
        | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}

# run_suite NAME: prints what it prints, then one line with its result
run_suite() {
    local name=$1 began=$EPOCHREALTIME status=0 passed failed
    printf '\n=== %s\n' "$name"
    rm -rf "${BASE:?}/results/$name"
    mkdir -p "$BASE/results/$name"
    "suite_$name" < /dev/null || status=$?
    read -r passed failed < <(python -m tools.testing.tally \
        "$BASE/results/$name/tests" "$status" || echo 0 1)
    PASSED=$((PASSED + passed))
    FAILED=$((FAILED + failed))
    LC_ALL=C printf '%s: %d passed, %d failed (%.0f s)\n' "$name" "$passed" \
        "$failed" "$(elapsed "$began")"
}

# check NAME COMMAND...: one test of a suite that has no test runner
check() {
    local name=$1 status=success
    shift
    "$@" || status=fail
    echo "$name: $status"
    subunit-output "--$status" "$name" >> "$BASE/results/${name%%.*}/tests"
    [ "$status" = success ]
}

suite_style() {
    local status=0 scripts
    mapfile -t scripts < <(git ls-files -co --exclude-standard '*.sh' .ci/run)
    check style.ruff ruff check . || status=1
    check style.shellcheck shellcheck "${scripts[@]}" || status=1
    return "$status"
}

suite_docs() {
    check docs.build sphinx-build -q -W --keep-going -b html doc/source \
        "$BASE/html"
}

# The wheel holds every file of the packages, also those that are not Python.
suite_package() {
    check package.wheel "$HERE/testing/wheel.sh" "$BASE/wheel"
}

suite_unit() {
    run_stestr unit ./tests/unit
}

suite_recordings() {
    run_stestr recordings ./tests/recordings
}

suite_traces() {
    run_stestr traces ./tests/traces
}

suite_horizon() {
    TALLY_FILE=$BASE/results/horizon/tests python -m django test \
        --settings tests.horizon.settings \
        --testrunner tools.testing.django_runner.TallyRunner tests.horizon
}

suite_functional() {
    run_stestr functional ./tests/functional --serial
}

suite_nova() {
    run_stestr nova ./tests/nova --serial
}

suite_browser() {
    run_stestr browser ./tests/browser --serial
}

# run_stestr SUITE FOLDER [OPTION...]
run_stestr() {
    local folder=$BASE/results/$1 tests=$2 status=0
    local stestr=(stestr --repo-url "$folder" --test-path "$tests"
        --top-dir "$ROOT")
    shift 2
    "${stestr[@]}" run "$@" || status=$?
    "${stestr[@]}" last --subunit > "$folder/tests" || status=1
    return "$status"
}

main "$@"
