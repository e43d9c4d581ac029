#!/bin/sh
# What udhcpc runs when a lease comes, changes or goes. It touches the interface that it is told, in the namespace or
# guest that it runs in, and notes the lease in $LEASE_LOG if that is set.
[ -n "$LEASE_LOG" ] && echo "$1 ${ip:-}" >>"$LEASE_LOG"
case $1 in
    deconfig)
        ip addr flush dev "$interface"
        ip link set "$interface" up
        ;;
    bound | renew)
        # An address that is there already is left alone: connections that use it go on.
        if ! ip -4 addr show dev "$interface" | grep -q " $ip/"; then
            ip addr flush dev "$interface"
            ip addr add "$ip/${mask:-24}" dev "$interface"
            [ -n "$router" ] && ip route replace default via "${router%% *}" dev "$interface"
        fi
        ;;
esac
exit 0
