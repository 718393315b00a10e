#!/bin/busybox sh
# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=dash
# What the guest does. It works in rounds: computes, writes, reads, sends; and
# prints its own counters after each, which is the truth that the tests know.
# It takes orders on TCP port 7: "work", or "idle": print once more and wait.
#
# Words of the kernel's command line: address=A.B.C.D peer=A.B.C.D
#   peer_mac=MAC burn=N (loops of computing in a round) kb=N (KiB written in a
#   round, half of it read) packets=N (of 1000 bytes sent in a round)
#   order=WORD (the first order)
B=/bin/busybox

mount_all() {
    $B mount -t proc proc /proc
    $B mount -t sysfs sys /sys
    $B mount -t devtmpfs dev /dev
    $B mount -t tmpfs tmp /tmp
}

load_modules() {
    for each in /modules/*.ko; do
        $B insmod "$each"
    done
}

read_words() {
    burn=2000 kb=64 packets=5 order=work
    address='' peer='' peer_mac=''
    # shellcheck disable=SC2013  # words are what is wanted
    for word in $($B cat /proc/cmdline); do
        case "$word" in
            address=* | peer=* | peer_mac=* | order=* | \
            burn=* | kb=* | packets=*)
                eval "$word" ;;
        esac
    done
}

connect() {
    $B ip link set lo up
    $B ip addr add "$address/24" dev eth0
    $B ip link set eth0 up
    # nobody asks who is who: no traffic but the guest's own
    $B arp -s "$peer" "$peer_mac"
}

# An order lies in /tmp/order as soon as somebody has sent one. The pipe never
# ends: at the end of its input nc would take leave, perhaps too early.
listen() {
    : > /tmp/order
    $B nc -l -p 7 <> /tmp/silence > /tmp/order &
    listener=$!
}

take_order() {
    wait "$listener"
    read -r order < /tmp/order
    listen
}

# Counters as the guest itself sees them; sectors have 512 bytes.
report() {
    read -r up idle < /proc/uptime
    # shellcheck disable=SC2046
    set -- $($B head -1 /proc/stat)
    cpu="user=$2 nice=$3 system=$4 cpu_idle=$5 iowait=$6 irq=$7 softirq=$8"
    # shellcheck disable=SC2046
    set -- $($B cat /sys/block/vda/stat)
    disk="read_requests=$1 read_sectors=$3 write_requests=$5 write_sectors=$7"
    net=''
    for each in tx_bytes tx_packets rx_bytes rx_packets; do
        read -r value < "/sys/class/net/eth0/statistics/$each"
        net="$net $each=$value"
    done
    echo "truth round=$round order=$order up=$up idle=$idle $cpu $disk$net"
}

work() {
    i=0
    while [ $i -lt "$burn" ]; do
        i=$((i + 1))
    done
    $B dd if=/dev/zero of=/dev/vda bs=4k count=$((kb / 4)) \
        seek=$((round * kb / 4 % 4096)) oflag=direct 2> /dev/null
    $B dd if=/dev/vda of=/dev/null bs=4k count=$((kb / 8)) \
        skip=$((round * kb / 8 % 4096)) iflag=direct 2> /dev/null
    $B ping -c "$packets" -i 0.01 -s 1000 -W 1 -q "$peer" > /dev/null 2>&1
}

mount_all
load_modules
read_words
connect
exec > /dev/console 2>&1
round=0
$B mkfifo /tmp/silence
listen
while :; do
    case "$order" in
        work)
            round=$((round + 1))
            work
            report
            [ ! -s /tmp/order ] || take_order
            ;;
        *)
            # the order's own connection is still being closed
            $B sleep 1
            report
            take_order
            ;;
    esac
done
