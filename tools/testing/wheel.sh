#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Build the wheel and check that no file of the packages is left out:
# wheel.sh FOLDER
set -euo pipefail

rm -rf "$1"
pip wheel -q --no-deps -w "$1" .
left_out=$(comm -23 \
    <(git ls-files billing_ledger billing_listener horizon_billing | sort) \
    <(python -m zipfile -l "$1"/*.whl | awk '{ print $1 }' | sort))
if [ -n "$left_out" ]; then
    echo >&2 "The wheel lacks:"
    echo >&2 "$left_out"
    exit 1
fi
