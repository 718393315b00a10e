#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One host: its namespaces live as long as somebody holds the standard input.
#
#   host.sh outside    make the cgroups, run the rest, clean up afterwards
#   host.sh join       enter the cgroups and new namespaces
#   host.sh inside     mount what is the host's own, tell the process id,
#                      wait for the end of the input, end everybody inside
#
# FOLDER is where the host's files lie, HOST_NAME its name, CGROUPS a list of
# CONTROLLERS=PATH: cgroups to make, "v2" as controllers for the unified ones.
set -eu

outside() {
    for each in $CGROUPS; do
        mkdir "${each#*=}"
    done
    sh "$0" join || status=$?
    for each in $CGROUPS; do
        remove_cgroup "${each#*=}"
    done
    exit "${status:-0}"
}

# A cgroup can be removed some time after its last process has ended.
remove_cgroup() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        find "$1" -depth -type d -exec rmdir {} + 2> /dev/null || true
        [ -d "$1" ] || return 0
        sleep 0.2
    done
    echo "$1 is left" >&2
}

join() {
    for each in $CGROUPS; do
        echo $$ > "${each#*=}/cgroup.procs"
    done
    exec unshare --mount --uts --net --cgroup --propagation private \
        sh "$0" inside
}

inside() {
    echo "$HOST_NAME" > /proc/sys/kernel/hostname
    # Neighbour discovery would be traffic that nobody asked for.
    for each in all default; do
        [ ! -e /proc/sys/net/ipv6 ] \
            || echo 1 > "/proc/sys/net/ipv6/conf/$each/disable_ipv6"
    done
    ip link set lo up
    umount -R -l /sys
    mount -t sysfs sysfs /sys
    mount_cgroups
    make_devices
    mount --bind "$FOLDER/run" /run
    mount --bind "$FOLDER/var" /var
    # No package of those that are needed has it.
    mkdir -p /etc/libvirt
    mount --bind "$FOLDER/etc" /etc/libvirt
    for each in hosts passwd group; do
        mount --bind "$FOLDER/$each" "/etc/$each"
    done
    replace_emulator
    echo $$
    read -r _ || true
    end_everybody
}

# The devices that guests need, and no KVM: with it libvirtd asks QEMU again
# what it can do, for seconds, whenever it wakes up on another CPU.
make_devices() {
    mount -t tmpfs -o mode=755 devices "$FOLDER/dev"
    mkdir "$FOLDER/dev/net" "$FOLDER/dev/pts" "$FOLDER/dev/shm"
    while read -r name major minor; do
        mknod -m 666 "$FOLDER/dev/$name" c "$major" "$minor"
    done <<- LIST
	null 1 3
	zero 1 5
	full 1 7
	random 1 8
	urandom 1 9
	tty 5 0
	net/tun 10 200
	LIST
    ln -s /proc/self/fd "$FOLDER/dev/fd"
    ln -s pts/ptmx "$FOLDER/dev/ptmx"
    mount --bind /dev/pts "$FOLDER/dev/pts"
    mount --rbind "$FOLDER/dev" /dev
}

replace_emulator() {
    touch /run/qemu-system-x86_64
    mount --bind /usr/bin/qemu-system-x86_64 /run/qemu-system-x86_64
    mount --bind "$FOLDER/emulator.sh" /usr/bin/qemu-system-x86_64
    # One is enough for libvirtd to ask.
    [ ! -e /usr/bin/qemu-system-i386 ] \
        || mount --bind /dev/null /usr/bin/qemu-system-i386
}

mount_cgroups() {
    for each in $CGROUPS; do
        controllers=${each%%=*}
        if [ "$controllers" = v2 ]; then
            mount -t cgroup2 cgroup2 /sys/fs/cgroup
            # Only a cgroup without processes may hand controllers down.
            mkdir /sys/fs/cgroup/keeper
            echo $$ > /sys/fs/cgroup/keeper/cgroup.procs
            continue
        fi
        mountpoint -q /sys/fs/cgroup \
            || mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup
        mkdir "/sys/fs/cgroup/$controllers"
        mount -t cgroup -o "$controllers" cgroup "/sys/fs/cgroup/$controllers"
    done
}

end_everybody() {
    mine=$(readlink "/proc/$$/ns/mnt")
    found=yes
    while [ -n "$found" ]; do
        found=
        for each in /proc/[0-9]*; do
            pid=${each#/proc/}
            [ "$pid" != $$ ] || continue
            [ "$(readlink "$each/ns/mnt")" = "$mine" ] || continue
            kill -9 "$pid" 2> /dev/null || continue
            found=$pid
        done
        [ -z "$found" ] || sleep 0.05
    done
}

"$1"
