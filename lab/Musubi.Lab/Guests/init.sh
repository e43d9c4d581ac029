#!/bin/busybox sh
# The first program of a guest: loads the drivers of its NIC, then runs commands that come over the second serial line.
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
mkdir -p /dev/shm
for module in $(cat /lib/modules/order); do
    if [ -f /lib/modules/$module.ko ]; then insmod /lib/modules/$module.ko; fi
done
ip link set lo up
ip link set eth0 up
# A line is "ID BASE64": the id and a shell script. The answer is "@ID CODE o[BASE64] e[BASE64]": exit code and outputs.
stty -F /dev/ttyS1 raw -echo
exec 3<>/dev/ttyS1
while read -r id script <&3; do
    echo "$script" | base64 -d >/tmp/script 2>/dev/null || continue
    sh /tmp/script >/tmp/out 2>/tmp/err </dev/null 3<&-
    code=$?
    printf '@%s %s o%s e%s\n' "$id" "$code" "$(base64 /tmp/out | tr -d '\n')" "$(base64 /tmp/err | tr -d '\n')" >&3
done
poweroff -f
