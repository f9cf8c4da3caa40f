# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# What PostgreSQL goes through in operation: a pooler before it, restarts, no connection left. No node is started anew
# for it.

# Transactions are pooled, by fewer connections than one node would open.
start_pooler() {
  pooler_port=$(free_port)
  cat >"$scratch/pgbouncer.ini" <<END
[databases]
pooled = host=127.0.0.1 port=$postgres_port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pooler_port
unix_socket_dir =
auth_type = trust
auth_file = $scratch/pgbouncer.users
pool_mode = transaction
default_pool_size = 6
max_client_conn = 200
END
  echo '"registry" ""' >"$scratch/pgbouncer.users"
  chmod 644 "$scratch"/pgbouncer.*
  as_postgres pgbouncer "$scratch/pgbouncer.ini" >"$reports/pgbouncer.log" 2>&1 &
  echo $! >"$scratch/pgbouncer.pid"
  disown
  await 60 pooled 'SELECT 1'
}

pooled() {
  psql -qAtX -h 127.0.0.1 -p "$pooler_port" -U registry -c "$1" pooled
}

# strict NAME: every request is answered as it should be, and the answers fit together.
strict() {
  "$scratch/workload" run -strict -clients 4 -for 10s -prefix "database/$1" -seed "$seed" -url "http://$nginx_address" \
    -history "$reports/$1.jsonl" >"$reports/$1-operations" || { cat "$reports/$1-operations"; return 1; }
  "$scratch/workload" check -history "$reports/$1.jsonl" -out "$reports"
}

all_ready() {
  local node
  for node in "${NODES[@]}"; do
    ready "$node" || return
  done
}

# The workload is under way while the server stops at once and comes back. It may be told so, but not wrongly.
restarted() {
  local history=$reports/restart-$1.jsonl workload
  "$scratch/workload" run -clients 4 -prefix "database/restart-$1" -seed "$seed" -url "http://$nginx_address" -history "$history" \
    >"$reports/restart-$1-operations" &
  workload=$!
  sleep 4
  postgres_restart "$1" 3
  await 300 all_ready
  sleep 2
  kill -TERM "$workload"
  wait "$workload" || return
  "$scratch/workload" verify -history "$history" -node "http://$nginx_address" || return
  "$scratch/workload" check -history "$history" -out "$reports" || return
  strict "after-$1"
}

# What the node without a pooler answers while no connection is to be had: 503 and when to come back, nothing else.
too_many_connections() {
  local headers
  sql 'ALTER ROLE registry CONNECTION LIMIT 0'
  sql "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'registry'"
  headers=$(curl -s -m 60 -o /dev/null -D - "http://${node_address[3]}/v2/database/none/tags/list")
  sql 'ALTER ROLE registry CONNECTION LIMIT -1'
  echo "$headers"
  [[ $headers == *" 503"* && ${headers,,} == *"retry-after: "* ]] || return
  await 300 all_ready
  strict after-too-many
}

# Two nodes through the pooler, and one directly.
# shellcheck disable=SC2034 # what is set here is read by services.bash and run
database() {
  stop_nodes
  serving=
  sql 'CREATE ROLE registry LOGIN'
  sql 'CREATE DATABASE pooled OWNER registry TEMPLATE template0'
  start_pooler
  database_user=registry
  database_url[1]=jdbc:postgresql://127.0.0.1:$pooler_port/pooled
  database_url[2]=${database_url[1]}
  database_url[3]=jdbc:postgresql://127.0.0.1:$postgres_port/pooled
  start_nodes --staithe.storage.s3.prefix=pooled/ "${node_settings[@]}"
  check pooler strict pooler
  check restart-fast restarted fast
  check restart-immediate restarted immediate
  check too-many-connections too_many_connections
  stop_nodes
  database_url=()
  database_user=staithe
}
