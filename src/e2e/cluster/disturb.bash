# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# What goes wrong, in an order that the seed gives. Faults of different things may fall together; of one thing, one at
# a time, and never are all nodes away.

declare -A felt=()
KINDS=(node-kill node-pause node-kill node-pause postgres-fast postgres-immediate s3-500 s3-503 s3-slow s3-cut s3-kill clients-cut)

node_kill() {
  signal KILL "node-$1" || true
  await 60 gone "node-$1"
  sleep "$2"
  supervise "$1"
}

# A start that meets the fault of something else may be refused. Whoever runs the node starts it again then.
supervise() {
  local try
  for try in {1..10}; do
    start_node "$1" "${node_settings[@]}"
    until ready "$1"; do
      signal 0 "node-$1" || continue 2
      sleep 0.5
    done
    return
  done
  fail "node $1 was refused $try times"
}

# Longer than clients wait, and than the database and S3 keep a silent connection's work.
node_pause() {
  signal STOP "node-$1"
  sleep 20
  signal CONT "node-$1"
}

postgres_restart() {
  postgres_control stop -m "$1"
  sleep "$2"
  postgres_control start
}

s3_kill() {
  signal KILL s3 || true
  await 60 gone s3
  sleep "$1"
  serve_s3
}

s3_fault() {
  fault s3 "$1"
  sleep "$2"
  fault s3 none
}

clients_cut() {
  fault clients cut
  sleep "$1"
  fault clients none
}

# disturb KIND NODE SECONDS
disturb() {
  case $1 in
    node-kill) node_kill "$2" $(($3 % 4)) ;;
    node-pause) node_pause "$2" ;;
    postgres-*) postgres_restart "${1#postgres-}" $(($3 % 5)) ;;
    s3-kill) s3_kill $(($3 % 5)) ;;
    s3-*) s3_fault "${1#s3-}" "$3" ;;
    clients-cut) clients_cut "$3" ;;
  esac
}

# The kinds in an order of chance, into "deck".
shuffle() {
  local i j kept
  deck=("${KINDS[@]}")
  for ((i = ${#deck[@]} - 1; i > 0; i--)); do
    j=$((RANDOM % (i + 1)))
    kept=${deck[i]}
    deck[i]=${deck[j]}
    deck[j]=$kept
  done
}

# disturb_for SECONDS: each kind once, then again in another order, until the time is over.
disturb_for() {
  local end=$((SECONDS + $1)) kind thing node length
  local -A running=()
  local -a deck=()
  RANDOM=$((seed % 32768))
  while ((SECONDS < end)); do
    ((${#deck[@]})) || shuffle
    kind=${deck[0]}
    deck=("${deck[@]:1}")
    thing=${kind%%-*}
    node=$((RANDOM % 3 + 1))
    length=$((RANDOM % 6 + 3))
    [[ -z ${running[$thing]:-} ]] || wait "${running[$thing]}" || return
    printf '  %s %s%s\n' "$(date +%H:%M:%S)" "$kind" "$([[ $thing != node ]] || echo " $node")"
    disturb "$kind" "$node" "$length" &
    running[$thing]=$!
    felt[$kind]=$((${felt[$kind]:-0} + 1))
    sleep $((RANDOM % 5 + 2))
  done
  for thing in "${!running[@]}"; do
    wait "${running[$thing]}" || return
  done
}
