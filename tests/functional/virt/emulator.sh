#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Stands on a host where QEMU stood, which is in /run there.
#
# QEMU before 9.0 loses some of what an emulated guest writes while it
# migrates, and the guest dies of that some time later: where its memory is a
# multiple of 256 KiB, a bitmap is cleared without telling the emulated CPUs.
# libvirt only knows whole MiB. So the guest gets 8 KiB more.

qemu=/run/qemu-system-x86_64
before=
for each in "$@"; do
    shift
    case $before in
    -m)
        each=${each#size=}
        case $each in
        *k) kib=${each%k} ;;
        *) kib=$((each * 1024)) ;;
        esac
        each=size=$((kib + 8))k
        ;;
    -object)
        case $each in
        *'"id":"pc.ram"'*)
            rest=${each#*'"size":'}
            size=${rest%%[!0-9]*}
            each=${each%"$rest"}$((size + 8192))${rest#"$size"}
            ;;
        esac
        ;;
    esac
    before=$each
    set -- "$@" "$each"
done
# QEMU looks for its firmware beside itself, unless told otherwise.
exec "$qemu" -L /usr/share/qemu -L /usr/share/seabios -L /usr/lib/ipxe/qemu \
    "$@"
