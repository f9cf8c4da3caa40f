# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# The processes of a cluster: a database, an object store, nodes, a proxy, and the faults between them.
# Each has its process id in $scratch/NAME.pid.

NODES=(1 2 3)
database_user=staithe

# The clients talk to PROXY, which is before nginx; the nodes to an address before S3.
start_faults() {
  faults_control=127.0.0.1:$(free_port)
  s3_faulty=127.0.0.1:$(free_port)
  PROXY=127.0.0.1:$(free_port)
  "$scratch/workload" faults -seed "$seed" -control "$faults_control" -s3 "$s3_address" -s3-listen "$s3_faulty" \
    -clients "$nginx_address" -clients-listen "$PROXY" >"$reports/faults.log" 2>&1 &
  echo $! >"$scratch/faults.pid"
  disown
  await 60 curl -sf "http://$faults_control/"
}

# fault s3|clients MODE
fault() {
  curl -sf -X POST "http://$faults_control/$1/$2"
}

choose_ports() {
  local node
  declare -gA node_address management_address database_url
  for node in "${NODES[@]}"; do
    node_address[$node]=127.0.0.1:$(free_port)
    management_address[$node]=127.0.0.1:$(free_port)
  done
  nginx_address=127.0.0.1:$(free_port)
}

# start_node NODE [PROPERTY...]
start_node() {
  "$java" -Xmx256m "${QUICK_START[@]}" -jar "$JAR" --staithe.data="$scratch/node-$1" --staithe.trusted-proxies=127.0.0.1 \
    --server.port="${node_address[$1]#*:}" --management.server.port="${management_address[$1]#*:}" \
    --spring.datasource.url="${database_url[$1]:-jdbc:postgresql://127.0.0.1:$postgres_port/staithe}" \
    --spring.datasource.username="$database_user" \
    --staithe.storage.type=s3 --staithe.storage.s3.bucket=staithe --staithe.storage.s3.region=us-east-1 \
    --staithe.storage.s3.endpoint="http://$s3_faulty" --staithe.storage.s3.path-style=true \
    --staithe.storage.s3.access-key-id=cluster --staithe.storage.s3.secret-access-key=cluster-secret \
    "${@:2}" >>"$reports/node-$1.log" 2>&1 &
  echo $! >"$scratch/node-$1.pid"
  disown
}

ready() {
  curl -sf -m 5 -o /dev/null "http://${management_address[$1]}/actuator/health/readiness"
}

# A node that is alive is on its way, however many others the machine is busy with.
await_node() {
  local end=$((SECONDS + 900))
  until ready "$1"; do
    if ! signal 0 "node-$1" || ((SECONDS > end)); then
      tail -n 40 "$reports/node-$1.log" >&2
      fail "node $1 did not become ready"
    fi
    sleep 0.2
  done
}

gone() {
  ! signal 0 "$1"
}

# Ends the node as an operator would, and waits until it has drained.
stop_node() {
  [[ -s $scratch/node-$1.pid ]] || return 0
  signal TERM "node-$1" || true
  await 180 gone "node-$1"
}

# start_nodes [PROPERTY...]: all at once.
start_nodes() {
  local node
  for node in "${NODES[@]}"; do
    start_node "$node" "$@"
  done
  for node in "${NODES[@]}"; do
    await_node "$node"
  done
}

stop_nodes() {
  local node
  for node in "${NODES[@]}"; do
    stop_node "$node"
  done
}

# The file of the documentation, with another port.
start_nginx() {
  local folder=$scratch/nginx
  mkdir -p "$folder/conf.d" "$folder/temp"
  sed "s/listen 5000;/listen $nginx_address;/" "$project/docker/nginx/registry.conf" >"$folder/conf.d/registry.conf"
  cat >"$folder/nginx.conf" <<END
user root;
daemon off;
pid $scratch/nginx.pid;
worker_processes 1;
error_log $reports/nginx-error.log;
events { worker_connections 2048; }
http {
    client_body_temp_path temp/body;
    proxy_temp_path temp/proxy;
    fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi;
    scgi_temp_path temp/scgi;
    log_format cluster '\$time_iso8601 \$msec \$request_id "\$request" \$status \$request_length \$upstream_addr \$upstream_status \$upstream_connect_time \$request_time';
    access_log $reports/nginx-access.log cluster;
    include conf.d/*.conf;
}
END
  list_nodes
  nginx -p "$folder" -c nginx.conf &
  disown
  await 60 test -s "$scratch/nginx.pid"
}

# list_nodes [NODE]: the nodes of the proxy, of which one may be taken out.
list_nodes() {
  local node
  {
    echo 'upstream staithe {'
    for node in "${NODES[@]}"; do
      printf '    server %s max_fails=1 fail_timeout=5s%s;\n' "${node_address[$node]}" "$([[ $node != "${1:-}" ]] || echo ' down')"
    done
    echo '}'
  } >"$scratch/nginx/conf.d/nodes.conf"
}

# take_out NODE: no new request reaches it once the old worker of nginx has stopped listening.
take_out() {
  list_nodes "$1"
  reload_nginx
}

put_back() {
  list_nodes
  reload_nginx
}

reload_nginx() {
  local before
  before=$(pgrep -P "$(<"$scratch/nginx.pid")")
  signal HUP nginx
  await 60 new_workers "$before"
}

# Workers that were there before serve what they have and take nothing new.
new_workers() {
  local worker
  for worker in $(pgrep -P "$(<"$scratch/nginx.pid")"); do
    [[ " ${1//$'\n'/ } " == *" $worker "* ]] || return 0
  done
  return 1
}

stop_services() {
  local name
  for name in faults nginx pgbouncer node-1 node-2 node-3; do
    [[ ! -s $scratch/$name.pid ]] || signal KILL "$name" || true
  done
  stop_stores
}
