# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not set here is set by run, and the other way round
# One node with SQLite and a folder.

needed=(sqlite3)
stored=data/blobs

start_registry() {
  REGISTRY=127.0.0.1:$(free_port)
  MANAGEMENT=127.0.0.1:$(free_port)
  management=(-management "http://$MANAGEMENT")
  start_again
}

# Always at the same address, as a supervisor does it.
start_again() {
  "$java" "${QUICK_START[@]}" -jar "$JAR" --server.port="${REGISTRY#*:}" --management.server.port="${MANAGEMENT#*:}" --staithe.data="$scratch/data" \
    "${settings[@]}" >>"$reports/node.log" 2>&1 &
  SERVER_PID=$!
  await_server "$reports/node.log"
}

# Nobody serves in between: a slow start makes the run longer and not emptier.
kill_some() {
  kill -KILL "$SERVER_PID"
  wait "$SERVER_PID" 2>/dev/null || true
  kills=$((kills + 1))
  while_killed
  start_again
}

stop_registry() {
  stop_server
}

stop_all() {
  stop_server
}

query() {
  local mode=(-readonly)
  [[ $1 != UPDATE* ]] || mode=()
  sqlite3 "${mode[@]}" "$scratch/data/staithe.db" "$1"
}

# Files but for the mark of the store and the byte with which readiness is found out.
objects() {
  find "$scratch/$stored" -type f -not -name staithe-store -not -path '*/probe/*' -printf x | wc -c
}
