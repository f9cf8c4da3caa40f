# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154 # what is not set here is set by run, and the other way round
# Three nodes on PostgreSQL and S3, behind a proxy.

# shellcheck source=src/e2e/lib/services.bash
. "$here/../lib/services.bash"
# shellcheck source=src/e2e/cluster/services.bash
. "$here/../cluster/services.bash"

PATH=$PATH:/usr/sbin
needed=(psql nginx)
stored=s3/objects/staithe
project=$(readlink -f "$here/../../..")

start_registry() {
  local node
  # The database's own user has to reach its folder.
  chmod 711 "$scratch"
  choose_ports
  start_postgres
  sql 'CREATE DATABASE staithe'
  start_s3
  s3_faulty=$s3_address
  start_nginx
  REGISTRY=$nginx_address
  management=()
  for node in "${NODES[@]}"; do
    management+=(-management "http://${management_address[$node]}")
  done
  start_again
}

start_again() {
  start_nodes "${settings[@]}"
}

# One node, and now and then a second one with it; the others serve in between.
kill_some() {
  local began=$SECONDS node=$((RANDOM % 3 + 1))
  local -a killed=("$node")
  ((RANDOM % 3)) || killed+=($((node % 3 + 1)))
  for node in "${killed[@]}"; do
    signal KILL "node-$node" || true
    kills=$((kills + 1))
  done
  while_killed
  for node in "${killed[@]}"; do
    await 60 gone "node-$node"
    start_node "$node" "${settings[@]}"
  done
  for node in "${killed[@]}"; do
    await_node "$node"
  done
  served=$((served + SECONDS - began))
}

stop_registry() {
  stop_nodes
}

stop_all() {
  stop_services
}

query() {
  sql "$1" staithe
}

# Also the parts of uploads in several parts.
objects() {
  find "$scratch/$stored" -type f -not -name staithe-store -printf x | wc -c
}
