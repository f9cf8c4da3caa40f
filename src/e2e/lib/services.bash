# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by who sources it
# A database and an object store as real processes, each with its process id in $scratch/NAME.pid; logs go to $reports.

# Debian keeps the server's commands in a folder of its version, off the PATH.
POSTGRES=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

signal() {
  kill "-$1" "$(<"$scratch/$2.pid")" 2>/dev/null
}

# await SECONDS COMMAND...
await() {
  local end=$((SECONDS + $1))
  until "${@:2}" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "not within $1 s: ${*:2}"
    sleep 0.2
  done
}

as_postgres() {
  (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@")
}

# Durable as it is by default: what is committed survives the immediate stop too.
start_postgres() {
  postgres_port=$(free_port)
  install -d -o postgres "$scratch/postgres"
  as_postgres "$POSTGRES/initdb" -D "$scratch/postgres/data" -U staithe -A trust -E UTF8 --locale=C >"$reports/postgres.log"
  postgres_control start
}

postgres_control() {
  as_postgres "$POSTGRES/pg_ctl" -D "$scratch/postgres/data" -l "$scratch/postgres/log" -w -t 180 \
    -o "-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$scratch/postgres" "$@" >/dev/null
}

sql() {
  psql -qAtX -h 127.0.0.1 -p "$postgres_port" -U staithe -c "$1" "${2:-postgres}"
}

start_s3() {
  s3_address=127.0.0.1:$(free_port)
  mkdir -p "$scratch/s3/objects" "$scratch/s3/attributes"
  serve_s3
  curl -sf -X PUT --user cluster:cluster-secret --aws-sigv4 aws:amz:us-east-1:s3 \
    -H "x-amz-content-sha256: $(printf '' | sha256sum | cut -d' ' -f1)" "http://$s3_address/staithe"
}

# Also after a kill, at the same address with the same objects.
serve_s3() {
  ROOT_ACCESS_KEY=cluster ROOT_SECRET_KEY=cluster-secret "$(tool_folder versitygw)/versitygw" --port "$s3_address" \
    posix --sidecar "$scratch/s3/attributes" "$scratch/s3/objects" >>"$reports/s3.log" 2>&1 &
  echo $! >"$scratch/s3.pid"
  disown
  await 120 curl -s "http://$s3_address/"
}

# start_stores: what STAITHE_SHAPE names. Sets STORE_SETTINGS, for the server; the database's user must reach $scratch.
start_stores() {
  STORE_SETTINGS=()
  case ${STAITHE_SHAPE:-sqlite-filesystem} in
    sqlite-filesystem | sqlite-s3) ;;
    postgresql-filesystem | postgresql-s3)
      chmod 711 "$scratch"
      start_postgres
      sql 'CREATE DATABASE staithe'
      STORE_SETTINGS+=(--spring.datasource.url="jdbc:postgresql://127.0.0.1:$postgres_port/staithe" --spring.datasource.username=staithe)
      ;;
    *) fail "STAITHE_SHAPE is none of sqlite-filesystem, sqlite-s3, postgresql-filesystem and postgresql-s3: $STAITHE_SHAPE" ;;
  esac
  [[ ${STAITHE_SHAPE:-} != *-s3 ]] || {
    start_s3
    STORE_SETTINGS+=(--staithe.storage.type=s3 --staithe.storage.s3.bucket=staithe --staithe.storage.s3.endpoint="http://$s3_address"
      --staithe.storage.s3.path-style=true --staithe.storage.s3.access-key-id=cluster
      --staithe.storage.s3.secret-access-key=cluster-secret)
  }
}

stop_stores() {
  [[ ! -s $scratch/s3.pid ]] || signal KILL s3 || true
  [[ ! -d $scratch/postgres/data ]] || postgres_control stop -m immediate || true
}
