# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# Every node restarted in turn while real clients push and pull: no operation of theirs may fail, retries of their own
# aside. The workload beside them does not even retry.

# crane_load N: pushes an image of one new layer, and pulls and verifies all of it.
crane_load() {
  local folder=$scratch/load-crane-$1 round=0 image
  mkdir -p "$folder"
  until [[ -e $scratch/load-over ]]; do
    round=$((round + 1))
    image=$nginx_address/rolling/crane-$1:$round
    head -c $((RANDOM % 90 * 100000 + 1000)) /dev/urandom >"$folder/file"
    tar -C "$folder" -cf "$folder/layer.tar" file
    tally "$1" crane append --new_layer "$folder/layer.tar" --new_tag "$image" &&
      tally "$1" crane validate --remote "$image"
  done
}

# skopeo_load N: copies a new image there and back, and compares.
skopeo_load() {
  local folder=$scratch/load-skopeo-$1 round=0
  until [[ -e $scratch/load-over ]]; do
    round=$((round + 1))
    rm -rf "$folder"
    mkdir -p "$folder/pushed"
    image "$folder/pushed" amd64 "round $round of $1" | tag_layout "$folder/pushed"
    tally "$1" skopeo copy --quiet --dest-tls-verify=false "oci:$folder/pushed:1" "docker://$nginx_address/rolling/skopeo-$1:$round" &&
      tally "$1" skopeo copy --quiet --src-tls-verify=false "docker://$nginx_address/rolling/skopeo-$1:$round" "oci:$folder/pulled:1" &&
      tally "$1" diff -r "$folder/pushed/blobs" "$folder/pulled/blobs"
  done
}

# tally CLIENT COMMAND...
tally() {
  if "${@:2}" >"$scratch/load-output-$1" 2>&1; then
    echo "$2" >>"$scratch/load-passed"
  else
    echo "$2" >>"$scratch/load-failed"
    printf 'failed at %s: %s\n' "$(date +%H:%M:%S)" "${*:2}"
    cat "$scratch/load-output-$1"
    return 1
  fi
}

lines() {
  if [[ -e $1 ]]; then wc -l <"$1"; else echo 0; fi
}

restart_each() {
  local node
  for node in "${NODES[@]}"; do
    sleep 3
    take_out "$node"
    printf '%s node %s is told to stop\n' "$(date +%H:%M:%S)" "$node"
    stop_node "$node"
    start_node "$node" "${node_settings[@]}"
    await_node "$node"
    put_back
    printf '%s node %s is back\n' "$(date +%H:%M:%S)" "$node"
  done
  sleep 3
}

rolling_restart() {
  local clients=() client status=0
  rm -f "$scratch"/load-*
  crane_load a &
  clients+=($!)
  crane_load b &
  clients+=($!)
  skopeo_load c &
  clients+=($!)
  "$scratch/workload" run -strict -clients 3 -prefix rolling/workload -url "http://$nginx_address" -seed "$seed" -history "$reports/rolling.jsonl" \
    >"$reports/rolling-operations" &
  local workload=$!
  restart_each
  touch "$scratch/load-over"
  kill -TERM "$workload"
  wait "$workload" || status=1
  for client in "${clients[@]}"; do
    wait "$client" || true
  done
  cat "$reports/rolling-operations"
  "$scratch/workload" check -history "$reports/rolling.jsonl" -out "$reports" || status=1
  printf '%d operations of real clients passed and %d failed, and %s requests of the workload\n' "$(lines "$scratch/load-passed")" \
    "$(lines "$scratch/load-failed")" "$(value operations "$reports/rolling-operations")"
  [[ $(lines "$scratch/load-failed") -eq 0 && $(lines "$scratch/load-passed") -gt 0 ]] && return "$status"
}
