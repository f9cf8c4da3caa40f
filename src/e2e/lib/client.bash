# shellcheck shell=bash
# What the cases share; every file of clients/ loads it.
bats_require_minimum_version 1.5.0
set -o pipefail
load ../lib/layout
load ../tools/locate

ACCEPT="$IMAGE_TYPE, $INDEX_TYPE, application/vnd.docker.distribution.manifest.v2+json, application/vnd.docker.distribution.manifest.list.v2+json"

# Puts built tools on the PATH; each in its own folder.
use() {
  local tool folder
  for tool; do
    folder=$(tool_folder "$tool")
    PATH=$folder:$PATH
  done
  export PATH
}

# A missing client fails its cases.
need() {
  local command
  for command; do
    command -v "$command" >/dev/null || fail "$command is not installed; run src/e2e/tools/install"
  done
}

# Gives the clients of one file empty configuration and cache folders.
isolate() {
  export HOME=$BATS_FILE_TMPDIR/home
  export DOCKER_CONFIG=$HOME/.docker REGISTRY_AUTH_FILE=$HOME/auth.json REGCTL_CONFIG=$HOME/regctl.json
  export XDG_CONFIG_HOME=$HOME/.config XDG_CACHE_HOME=$HOME/.cache XDG_DATA_HOME=$HOME/.local
  mkdir -p "$DOCKER_CONFIG" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_DATA_HOME"
  echo "{}" >"$REGISTRY_AUTH_FILE"
}

# await SECONDS COMMAND...: until the command succeeds.
await() {
  local end=$((SECONDS + $1))
  until "${@:2}" >/dev/null 2>&1; do
    ((SECONDS < end)) || fail "still failing after $1 s: ${*:2}"
    sleep 0.2
  done
}

# start_daemon NAME COMMAND...: its log stays in the reports.
start_daemon() {
  "${@:2}" >"$REPORTS/$1.log" 2>&1 3>&- &
  echo $! >"$BATS_FILE_TMPDIR/$1.pid"
}

stop_daemon() {
  local pid
  pid=$(<"$BATS_FILE_TMPDIR/$1.pid")
  kill "$pid" || return 0
  await 30 eval "! kill -0 $pid"
}

# Two commands that both failed would be equal, so what is expected may not be empty.
equal() {
  [[ -n $2 && $1 == "$2" ]] || fail "expected '$2', got '$1'"
}

empty() {
  [[ -z $1 ]] || fail "expected nothing, got '$1'"
}

contains() {
  [[ $1 == *"$2"* ]] || fail "expected '$2' in: $1"
}

lacks() {
  [[ $1 != *"$2"* ]] || fail "did not expect '$2' in: $1"
}

# served_digest REPOSITORY REFERENCE: computed from the bytes, and compared with the header.
served_digest() {
  local body=$BATS_TEST_TMPDIR/served header
  header=$(curl -sf -D - -o "$body" -H "Accept: $ACCEPT" "http://$REGISTRY/v2/$1/manifests/$2" |
    tr -d '\r' | sed -n 's/^docker-content-digest: //Ip') || fail "$1: no manifest $2"
  equal "$header" "sha256:$(sha256sum "$body" | cut -d' ' -f1)"
  printf '%s\n' "$header"
}

served() {
  curl -sfL -H "Accept: $ACCEPT" "http://$REGISTRY/v2/$1"
}

status() {
  curl -s -o /dev/null -w '%{http_code}' -I -H "Accept: $ACCEPT" "http://$REGISTRY/v2/$1"
}

# Every blob and manifest of the layout is served by the repository, byte for byte.
holds_layout() {
  local repository=$1 file kind digest
  for file in "$2"/blobs/*/*; do
    digest=$(basename "$(dirname "$file")"):${file##*/}
    kind=blobs
    [[ $(jq -r '.mediaType?' "$file" 2>/dev/null) == application/vnd.oci.image.[mi]* ]] && kind=manifests
    served "$repository/$kind/$digest" | cmp - "$file" || fail "$repository: $kind/$digest differs"
  done
}

# layout_holds PULLED LAYOUT: every blob of the layout was pulled, byte for byte.
layout_holds() {
  local file
  for file in "$2"/blobs/*/*; do
    cmp "$1/blobs/${file#"$2/blobs/"}" "$file"
  done
}
