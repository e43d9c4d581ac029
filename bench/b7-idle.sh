#!/usr/bin/env bash
# B7: what an idle switch costs with 1, 50 and 500 ports: processor time (user and kernel, over 20 s) and resident memory of the
# process that forwards. Musubi and Open vSwitch's netdev datapath with TAPs; Open vSwitch with DPDK with vhost-user ports, for its
# forwarding threads never sleep, whatever the ports are, as soon as one port is DPDK's. Nothing is sent; IPv6 is off in the namespaces.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=peers.sh
source "$(dirname "${BASH_SOURCE[0]}")/peers.sh"

ROUNDS=1 SPAN=20 PEERS="musubi ovs-tap ovs-dpdk" COUNTS="1 50 500"

usage() {
  cat <<'END_OF_USAGE'
usage: bench/b7-idle.sh [--rounds N] [--out FILE] [--seconds N] [--peers LIST] [--ports LIST]

  --rounds N     how often each is measured, in beds made anew (1)
  --out FILE     raw rows are appended there: bench,peer,case,round,value,unit
  --seconds N    how long processor time is counted (20)
  --peers LIST   of musubi, ovs-tap, ovs-dpdk
  --ports LIST   numbers of ports (1,50,500)
END_OF_USAGE
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --rounds) ROUNDS=$2; shift 2 ;;
    --out) OUT=$2; shift 2 ;;
    --seconds) SPAN=$2; shift 2 ;;
    --peers) PEERS=${2//,/ }; shift 2 ;;
    --ports) COUNTS=${2//,/ }; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "no such option: $1" ;;
  esac
done

# Builders: build_PEER SPACE PORTS; the process to look at is in PLANE afterwards, and "vms" is the namespace of all VMs.
build_musubi() {
  local port
  musubi_host "$1"
  PLANE=$LAUNCHED
  for (( port = 1; port <= $2; port++ )); do
    printf -- '---\nkind: Vm\nname: vm%d\nvnics:\n  - name: nic0\n    portGroup: lan\n    attachment: {type: namespace, namespace: %s, interface: v%d}\n' \
      "$port" "$PREFIX-vms" "$port"
  done >"$STATE/vms.yaml"
  musubi "$1" apply -f "$STATE/vms.yaml" --wait --timeout 120 >/dev/null
}

build_ovs_tap() {
  local port arguments=()
  ovs_host "$1"
  for (( port = 1; port <= $2; port++ )); do
    arguments+=(-- add-port br0 "v$port" -- set interface "v$port" type=internal)
  done
  ovs "$1" -t 120 "${arguments[@]}"
  for (( port = 1; port <= $2; port++ )); do printf 'link set v%d netns %s\n' "$port" "$PREFIX-vms"; done | ip -n "$PREFIX-$1" -batch -
  PLANE=$LAUNCHED
}

build_ovs_dpdk() {
  local port arguments=()
  need_huge_pages 512
  ovs_host "$1" dpdk dpdk-init=true 'dpdk-extra="--no-pci"' dpdk-socket-mem=512 pmd-cpu-mask=0x2
  for (( port = 1; port <= $2; port++ )); do
    arguments+=(-- add-port br0 "v$port" -- set interface "v$port" type=dpdkvhostuserclient "options:vhost-server-path=$STATE/v$port")
  done
  ovs "$1" -t 120 "${arguments[@]}"
  PLANE=$LAUNCHED
}

# Ticks of user and kernel time that a process has used.
used_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; }

# memory_megabytes FIELD ID: huge pages are no part of VmRSS.
memory_megabytes() { awk -v field="$1:" '$1 == field { printf "%.1f", $2 / 1024 }' "/proc/$2/status"; }

interfaces_up() {
  local name
  inside vms sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  for name in $(inside vms ls /sys/class/net); do printf 'link set %s up\n' "$name"; done | ip -n "$PREFIX-vms" -batch -
}

# idle PEER PORTS ROUND
idle() {
  local peer=$1 ports=$2 round=$3 before after first=${#STARTED[@]} number
  add_space "$peer"
  add_space vms
  inside vms sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  "build_${peer//-/_}" "$peer" "$ports"
  interfaces_up
  sleep 3
  before=$(used_ticks "$PLANE")
  sleep "$SPAN"
  after=$(used_ticks "$PLANE")
  row B7 "$peer" "$ports-ports" "$round" "$(awk -v t=$((after - before)) -v h="$(getconf CLK_TCK)" -v s="$SPAN" 'BEGIN { printf "%.2f", 100 * t / h / s }')" percent-of-a-processor
  row B7 "$peer" "$ports-ports" "$round" "$(memory_megabytes VmRSS "$PLANE")" megabytes-resident
  row B7 "$peer" "$ports-ports" "$round" "$(memory_megabytes HugetlbPages "$PLANE")" megabytes-of-huge-pages
  for (( number = ${#STARTED[@]} - 1; number >= first; number-- )); do halt "${STARTED[number]}"; done
  drop_space "$peer"
  drop_space vms
  rm -rf "${STATE:?}/$peer"
}

begin
need_ovs
for (( round = 1; round <= ROUNDS; round++ )); do
  for ports in $COUNTS; do
    for peer in $PEERS; do
      say "B7, round $round of $ROUNDS: $peer with $ports ports"
      idle "$peer" "$ports" "$round"
    done
  done
done
