# shellcheck shell=bash
# What B6 and B7 share: processes and namespaces of a run, and the switches that are measured beside each other, each in namespaces of
# its own. Sourced. What was made is taken away by tidy: processes by their ids, namespaces by their names.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BIN=${MUSUBI_BIN:-$ROOT/artifacts/bin}
CACHE=${MUSUBI_CACHE:-$ROOT/artifacts/cache}
OVS=$CACHE/ovs
PREFIX=${BENCH_PREFIX:-mbench}
STATE=
STARTED=()
SPACES=()
OUT=/dev/stdout
HUGE_PAGES=
ALLOWED=/proc/sys/net/ipv4/tcp_allowed_congestion_control
ALLOWED_BEFORE=

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() { printf '\033[31merror:\033[0m %s\n' "$*" >&2; exit 1; }

# row BENCH PEER CASE ROUND VALUE UNIT
row() { local IFS=,; echo "$*" >>"$OUT"; }

begin() {
  [[ $(id -u) -eq 0 ]] || die "this makes network namespaces and needs root"
  [[ -x $BIN/musubi-switch && -x $BIN/musubi-host && -x $BIN/musubi ]] || die "no programs in $BIN: ./dev publish"
  STATE=$(mktemp -d /run/musubi-bench.XXXXXX)
  trap tidy EXIT
  trap 'exit 130' INT TERM
}

tidy() {
  local pid space
  for pid in "${STARTED[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
  for pid in "${STARTED[@]}"; do wait "$pid" 2>/dev/null || true; done
  for space in "${SPACES[@]}"; do ip netns del "$space" 2>/dev/null || true; done
  [[ -z $HUGE_PAGES ]] || echo "$HUGE_PAGES" >/proc/sys/vm/nr_hugepages
  [[ -z $ALLOWED_BEFORE ]] || echo "$ALLOWED_BEFORE" >"$ALLOWED"
  [[ -z $STATE ]] || rm -rf "$STATE"
}

# need_congestion_control NAME: namespaces may use it, until tidy.
need_congestion_control() {
  ALLOWED_BEFORE=$(<"$ALLOWED")
  [[ " $ALLOWED_BEFORE " == *" $1 "* ]] || echo "$ALLOWED_BEFORE $1" >"$ALLOWED" || die "this kernel has no TCP congestion control $1"
}

# launch NAME COMMAND…: starts it with its output in a file, to be ended by tidy or halt; its id is in LAUNCHED.
launch() {
  local name=$1; shift
  "$@" >"$STATE/$name.log" 2>&1 </dev/null &
  LAUNCHED=$!
  STARTED+=("$LAUNCHED")
}

# halt ID: ends a process that was launched.
halt() {
  local pid kept=()
  kill -TERM "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
  for pid in "${STARTED[@]}"; do [[ $pid == "$1" ]] || kept+=("$pid"); done
  STARTED=("${kept[@]}")
}

# need_huge_pages N: that many of 2 MB, until tidy.
need_huge_pages() {
  local had
  had=$(</proc/sys/vm/nr_hugepages)
  (( had < $1 )) || return 0
  HUGE_PAGES=${HUGE_PAGES:-$had}
  echo "$1" >/proc/sys/vm/nr_hugepages
  (( $(</proc/sys/vm/nr_hugepages) >= $1 )) || die "the kernel has no memory for $1 huge pages"
}

# await WHAT COMMAND…: until it succeeds, 30 s at most.
await() {
  local what=$1 end=$((SECONDS + 30)); shift
  until "$@" >/dev/null 2>&1; do
    (( SECONDS < end )) || die "$what did not come within 30 s; logs: $(tail -n 5 "$STATE"/*.log 2>/dev/null)"
    sleep 0.05
  done
}

add_space() {
  ip netns add "$PREFIX-$1"
  SPACES+=("$PREFIX-$1")
  ip -n "$PREFIX-$1" link set lo up
}

drop_space() {
  local space kept=()
  ip netns del "$PREFIX-$1"
  for space in "${SPACES[@]}"; do [[ $space == "$PREFIX-$1" ]] || kept+=("$space"); done
  SPACES=("${kept[@]}")
}

inside() { local space=$1; shift; ip netns exec "$PREFIX-$space" "$@"; }

# cable SPACE INTERFACE SPACE INTERFACE: a veth pair, up.
cable() {
  ip -n "$PREFIX-$1" link add "$2" type veth peer name "$4" netns "$PREFIX-$3"
  ip -n "$PREFIX-$1" link set "$2" up
  ip -n "$PREFIX-$3" link set "$4" up
}

# --- Musubi: data plane and agent of a host that stands alone -------------------------------------------------------------------

# musubi_host SPACE [UPLINK]: a host with the standard switch vs0 and its port group lan. The data plane's id is in LAUNCHED.
musubi_host() {
  local space=$1 plane; shift
  mkdir -p "$STATE/$space/run" "$STATE/$space/state"
  launch "$space-switch" ip netns exec "$PREFIX-$space" "$BIN/musubi-switch" --run "$STATE/$space/run"
  plane=$LAUNCHED
  launch "$space-host" ip netns exec "$PREFIX-$space" "$BIN/musubi-host" --run "$STATE/$space/run" --state "$STATE/$space/state" --name "$space"
  await "the agent of $space" musubi "$space" status
  musubi "$space" switch create vs0 ${1:+--uplinks 1 --uplink "Uplink 1=$1"} --wait >/dev/null
  musubi "$space" portgroup create lan --switch vs0 --wait >/dev/null
  LAUNCHED=$plane
}

# musubi SPACE ARGUMENTS…: the command line with the agent of that host.
musubi() { local space=$1; shift; "$BIN/musubi" --local "$STATE/$space/run/host.sock" "$@"; }

# musubi_vm SPACE VM: eth0 of the namespace VM is a TAP of that host.
musubi_vm() { musubi "$1" vm attach "$2" --portgroup lan --netns "$PREFIX-$2" --interface eth0 --wait >/dev/null; }

# --- Open vSwitch with the netdev datapath, unpacked and not installed ----------------------------------------------------------

# need_ovs: unpacks Debian's packages below the cache.
need_ovs() {
  local folder package
  [[ -x $OVS/usr/lib/openvswitch-switch/ovs-vswitchd && -x $OVS/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk ]] && return
  folder=$(mktemp -d)
  mkdir -p "$OVS"
  for package in openvswitch-common openvswitch-switch openvswitch-switch-dpdk; do
    (cd "$folder" && apt-get -q -o APT::Sandbox::User=root download "$package" >&2) || die "could not download $package from Debian"
  done
  for package in "$folder"/*.deb; do dpkg -x "$package" "$OVS"; done
  rm -rf "$folder"
}

ovs_version() { "$OVS/usr/lib/openvswitch-switch/ovs-vswitchd" --version | head -n 1; }

# ovs_host SPACE [dpdk] [SETTING…]: database and daemon with one bridge, br0. The daemon's id is in LAUNCHED.
ovs_host() {
  local space=$1 folder=$STATE/$1 daemon=$OVS/usr/lib/openvswitch-switch/ovs-vswitchd setting; shift
  if [[ ${1:-} == dpdk ]]; then
    daemon=$OVS/usr/lib/openvswitch-switch-dpdk/ovs-vswitchd-dpdk
    shift
  fi
  mkdir -p "$folder"
  "$OVS/usr/bin/ovsdb-tool" create "$folder/conf.db" "$OVS/usr/share/openvswitch/vswitch.ovsschema"
  launch "$space-db" env OVS_RUNDIR="$folder" "$OVS/usr/sbin/ovsdb-server" "$folder/conf.db" "--remote=punix:$folder/db.sock" "--unixctl=$folder/db.ctl"
  await "the database of $space" test -S "$folder/db.sock"
  ovs "$space" --no-wait init
  for setting in "$@"; do ovs "$space" --no-wait set Open_vSwitch . "other_config:$setting"; done
  launch "$space-vswitchd" ip netns exec "$PREFIX-$space" env OVS_RUNDIR="$folder" "$daemon" "unix:$folder/db.sock" "--unixctl=$folder/vswitchd.ctl" \
    "--log-file=$folder/vswitchd.log"
  ovs "$space" -t 30 add-br br0 -- set bridge br0 datapath_type=netdev
}

# ovs SPACE ARGUMENTS…: ovs-vsctl of that host.
ovs() { local space=$1; shift; OVS_RUNDIR=$STATE/$space "$OVS/usr/bin/ovs-vsctl" "--db=unix:$STATE/$space/db.sock" "$@"; }

# ovs_veth_vm SPACE VM: a veth pair, which the daemon reads as a packet socket: it takes neither partial checksums nor large segments.
ovs_veth_vm() {
  cable "$1" "$2" "$2" eth0
  inside "$2" ethtool -K eth0 tx off tso off gso off >/dev/null
  ovs "$1" -t 30 add-port br0 "$2"
}

# ovs_tap_vm SPACE VM: a TAP that the daemon made, moved into the VM.
ovs_tap_vm() {
  ovs "$1" -t 30 add-port br0 "$2" -- set interface "$2" type=internal
  ip -n "$PREFIX-$1" link set "$2" netns "$PREFIX-$2" name eth0
}

# --- Linux bridge ---------------------------------------------------------------------------------------------------------------

bridge_host() { ip -n "$PREFIX-$1" link add br0 type bridge stp_state 0 forward_delay 0 mcast_snooping 0; ip -n "$PREFIX-$1" link set br0 up; }

bridge_port() { ip -n "$PREFIX-$1" link set "$2" master br0 up; }

bridge_vm() { cable "$1" "$2" "$2" eth0; bridge_port "$1" "$2"; }
