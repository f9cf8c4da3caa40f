# shellcheck shell=bash
# The containers of the cases; loaded beside lib/client.
load ../lib/server

# Whoever comes may push; only the administrator may delete.
ADMIN_PASSWORD=image-suite

# run_registry NAME [OPTION...]: as the documentation says, on a free port.
run_registry() {
  docker run --detach --name "$1" --read-only --tmpfs /tmp --memory 256m --memory-swap 256m --cap-drop ALL \
    --security-opt no-new-privileges --env STAITHE_ACCESS_ANONYMOUS=push \
    --env STAITHE_ACCESS_ADMINPASSWORD="$ADMIN_PASSWORD" --publish 127.0.0.1:"$(free_port)":5000 "${@:2}" staithe
}

published() {
  docker port "$1" 5000/tcp
}

await_healthy() {
  local end=$((SECONDS + 120)) state
  until state=$(docker inspect --format '{{.State.Running}} {{.State.Health.Status}}' "$1") && [[ $state == "true healthy" ]]; do
    if [[ $state == false* ]] || ((SECONDS > end)); then
      docker logs "$1" >&2
      fail "$1 did not become healthy: $state"
    fi
    sleep 0.2
  done
}

# What Spring measured, from the start of the process.
ready_after() {
  docker logs "$1" 2>&1 | sed -n 's/.*process running for \([0-9.]*\)).*/\1/p'
}

memory() {
  local pid
  pid=$(docker inspect --format '{{.State.Pid}}' "$1")
  awk '/^(VmHWM|VmRSS|RssAnon|RssFile):/ {printf "%s %d MiB  ", $1, $2 / 1024}' "/proc/$pid/status"
}

note() {
  printf '%s\n' "$*" >>"$REPORTS/figures"
}

# upload REPOSITORY FILE DIGEST
upload() {
  local location
  location=$(curl -sf -D - -o /dev/null -X POST "http://$REGISTRY/v2/$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^location: //Ip')
  [[ $location == http* ]] || location=http://$REGISTRY$location
  [[ $location == *\?* ]] && location+="&digest=$3" || location+="?digest=$3"
  curl -sf -T "$2" -H 'Content-Type: application/octet-stream' "$location"
}

# Eight clients at once, each pushing and pulling blobs of 16 MiB and an image.
load_registry() {
  local client pids=()
  for client in {1..8}; do
    load_client "$client" 3>&- &
    pids+=($!)
  done
  for client in "${pids[@]}"; do
    wait "$client"
  done
}

load_client() {
  local blob=$BATS_TEST_TMPDIR/blob-$1 round digest
  for round in {1..5}; do
    head -c $((16 << 20)) /dev/urandom >"$blob"
    digest=sha256:$(sha256sum "$blob" | cut -d' ' -f1)
    upload "load/client-$1" "$blob" "$digest"
    curl -sf "http://$REGISTRY/v2/load/client-$1/blobs/$digest" | cmp - "$blob"
    crane push "$APP" "$REGISTRY/load/client-$1:$round"
    crane pull --format oci "$REGISTRY/load/client-$1:$round" "$BATS_TEST_TMPDIR/pulled-$1-$round"
  done
}
