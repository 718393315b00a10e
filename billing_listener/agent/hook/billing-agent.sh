#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Hook of libvirt for billing-agent: when a guest has stopped, note the CPU
# time of its cgroups before they go. Installed and removed by "billing-agent
# --install-hook" and "--remove-hook".
#
#   billing-agent NAME OPERATION ...      the domain's XML on stdin
#
# libvirt waits for it, so it starts one program at most, and asks nobody;
# never libvirt, which would wait for ever. It never fails.

folder=/var/lib/libvirt/billing-agent
cgroups=/sys/fs/cgroup

[ "$2" = stopped ] && [ -d "$folder" ] || exit 0
exec 2> /dev/null
umask 077
name=$1

# is_number TEXT
is_number() {
    case $1 in
    '' | *[!0-9]*) return 1 ;;
    esac
}

# The UUID stands in the first lines; what users wrote comes later.
find_uuid() {
    uuid=
    for _ in 1 2 3 4 5 6 7 8; do
        IFS= read -r line || break
        case $line in
        '  <uuid>'*'</uuid>')
            uuid=${line#'  <uuid>'}
            uuid=${uuid%'</uuid>'}
            break
            ;;
        esac
    done
    case $uuid in
    *[!0-9a-f-]*) uuid= ;;
    esac
    [ ${#uuid} = 36 ]
}

# The name as libvirt, or systemd, puts it into the names of groups.
find_group_name() {
    left=$name plain='' escaped=''
    while [ -n "$left" ]; do
        char=${left%"${left#?}"}
        left=${left#?}
        case $char in
        [A-Za-z0-9.]) plain=$plain$char escaped=$escaped$char ;;
        -) plain=$plain- escaped=$escaped'\x2d' ;;
        esac
    done
}

# find_group: the newest group of that name in "group", its number in "id"
find_group() {
    group='' id=-1
    for each in \
        "$cgroups"/cpuacct/*/qemu-*-"$plain".libvirt-qemu \
        "$cgroups"/*/qemu-*-"$plain".libvirt-qemu \
        "$cgroups"/cpuacct/*/machine-qemu\\x2d*\\x2d"$escaped".scope \
        "$cgroups"/*/machine-qemu\\x2d*\\x2d"$escaped".scope; do
        number=${each##*/}
        number=${number#qemu-}
        number=${number#'machine-qemu\x2d'}
        number=${number%"-$plain.libvirt-qemu"}
        number=${number%"\\x2d$escaped.scope"}
        if is_number "$number" && [ "$number" -gt "$id" ]; then
            group=$each id=$number
        fi
    done
    [ -n "$group" ]
}

# read_cpu FOLDER: the CPU time of a group, in "cpu" (ns)
read_cpu() {
    cpu=
    if [ -r "$1/cpuacct.usage" ]; then
        read -r cpu < "$1/cpuacct.usage"
    elif [ -r "$1/cpu.stat" ]; then
        while read -r key value; do
            if [ "$key" = usage_usec ] && is_number "$value"; then
                cpu=$((value * 1000))
            fi
        done < "$1/cpu.stat"
    fi
    is_number "$cpu"
}

# read_vcpus: the sum over the groups of the vCPUs, in "vcpus" (ns)
read_vcpus() {
    vcpus=
    for each in "$group"/vcpu[0-9]* "$group"/libvirt/vcpu[0-9]*; do
        if read_cpu "$each"; then
            vcpus=$((${vcpus:-0} + cpu))
        fi
    done
}

if find_uuid && find_group_name && find_group; then
    read_vcpus
    read_cpu "$group"
    file=$folder/.$uuid.$id.$$
    if printf 'billing-agent 1\nuuid %s\nid %s\ncpu %s\nvcpu %s\n' \
        "$uuid" "$id" "$cpu" "$vcpus" > "$file"; then
        mv -f "$file" "$folder/$uuid.$id"
    fi
fi
exit 0
