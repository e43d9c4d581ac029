#!/usr/bin/env bash
# B6: TCP by iperf3 between two namespace VMs, on one host and across two hosts that a veth pair joins: Musubi (TAP), a plain Linux
# bridge (veth), and Open vSwitch with the netdev datapath (veth, and TAP). All stand at the same time and are measured in turn, each
# case in each round. A row tells the rate that arrived, and how many processors were busy meanwhile. The VMs use cubic, which is the
# kernel's own default: bbr paces each stream by what it believes of the path, and measures its belief.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=peers.sh
source "$(dirname "${BASH_SOURCE[0]}")/peers.sh"

ROUNDS=5 SPAN=4 PEERS="musubi bridge ovs-veth ovs-tap" CASES="near near-x4 far"

usage() {
  cat <<'END_OF_USAGE'
usage: bench/b6-tcp.sh [--rounds N] [--out FILE] [--seconds N] [--peers LIST] [--cases LIST]

  --rounds N     how often each case is measured (5)
  --out FILE     raw rows are appended there: bench,peer,case,round,value,unit
  --seconds N    of each stream, whole, after one that does not count (4)
  --peers LIST   of musubi, bridge, ovs-veth, ovs-tap
  --cases LIST   of near (two VMs of one host), near-x4 (with four streams), far (across two hosts)
END_OF_USAGE
}

while [[ $# -gt 0 ]]; do
  case $1 in
    --rounds) ROUNDS=$2; shift 2 ;;
    --out) OUT=$2; shift 2 ;;
    --seconds) SPAN=$2; shift 2 ;;
    --peers) PEERS=${2//,/ }; shift 2 ;;
    --cases) CASES=${2//,/ }; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; die "no such option: $1" ;;
  esac
done

# Of each peer: hosts PEER1 and PEER2; VMs PEERa and PEERb on the first, PEERc on the second.
build() {
  local peer=$1 space
  for space in 1 2 a b c; do add_space "$peer$space"; done
  cable "${peer}1" u1 "${peer}2" u1
  "build_${peer/-/_}" "$peer"
  address "${peer}a" 1; address "${peer}b" 2; address "${peer}c" 3
  await "TCP's way of $peer on one host" inside "${peer}a" ping -c 1 -W 1 10.99.0.2
  await "TCP's way of $peer across hosts" inside "${peer}a" ping -c 1 -W 1 10.99.0.3
}

address() {
  inside "$1" sysctl -qw net.ipv4.tcp_congestion_control=cubic
  ip -n "$PREFIX-$1" addr add "10.99.0.$2/24" dev eth0
  ip -n "$PREFIX-$1" link set eth0 up
}

build_musubi() {
  musubi_host "${1}1" u1
  musubi_host "${1}2" u1
  musubi_vm "${1}1" "${1}a"
  musubi_vm "${1}1" "${1}b"
  musubi_vm "${1}2" "${1}c"
}

build_bridge() {
  local host
  for host in "${1}1" "${1}2"; do bridge_host "$host"; bridge_port "$host" u1; done
  bridge_vm "${1}1" "${1}a"
  bridge_vm "${1}1" "${1}b"
  bridge_vm "${1}2" "${1}c"
}

build_ovs() {
  local peer=$1 how=$2 host
  for host in "${peer}1" "${peer}2"; do
    ovs_host "$host"
    inside "$host" ethtool -K u1 tx off tso off gso off >/dev/null
    ovs "$host" -t 30 add-port br0 u1
  done
  "ovs_${how}_vm" "${peer}1" "${peer}a"
  "ovs_${how}_vm" "${peer}1" "${peer}b"
  "ovs_${how}_vm" "${peer}2" "${peer}c"
}

build_ovs_veth() { build_ovs "$1" veth; }

build_ovs_tap() { build_ovs "$1" tap; }

# Ticks that the processors were not idle, of all that there were.
busy_ticks() { awk '/^cpu / { print $2 + $3 + $4 + $7 + $8; exit }' /proc/stat; }

# stream PEER CASE ROUND
stream() {
  local peer=$1 case=$2 round=$3 server=${1}b address=10.99.0.2 streams=1 report before after listener
  case $case in
    far) server=${peer}c address=10.99.0.3 ;;
    near-x4) streams=4 ;;
  esac
  launch "iperf-$peer" ip netns exec "$PREFIX-$server" iperf3 -s -1
  listener=$LAUNCHED
  await "iperf3 of $peer" listening "$server"
  before=$(busy_ticks)
  report=$(inside "${peer}a" timeout $((SPAN + 20)) iperf3 -J -c "$address" -t "$SPAN" -O 1 -P "$streams") || die "iperf3 over $peer: $(jq -r .error <<<"$report")"
  after=$(busy_ticks)
  halt "$listener"
  row B6 "$peer" "$case" "$round" "$(jq -r '.end.sum_received.bits_per_second / 1e9 * 100 | round / 100' <<<"$report")" gbit/s
  row B6 "$peer" "$case" "$round" "$(jq -r '.end.sum_sent.retransmits // 0' <<<"$report")" retransmits
  row B6 "$peer" "$case" "$round" "$(awk -v t=$((after - before)) -v s="$SPAN" -v h="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", t / h / (s + 1) }')" busy-processors
}

listening() { inside "$1" ss -Hltn "sport = :5201" | grep -q .; }

begin
need_ovs
need_congestion_control cubic
for peer in $PEERS; do
  say "building the bed of $peer"
  build "$peer"
done
for (( round = 1; round <= ROUNDS; round++ )); do
  say "B6, round $round of $ROUNDS"
  for case in $CASES; do
    for peer in $PEERS; do stream "$peer" "$case" "$round"; done
  done
done
