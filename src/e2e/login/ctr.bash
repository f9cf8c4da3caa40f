# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# Debian's containerd. It keeps no credentials: they go with each command.
load ../lib/containerd
refusal="unexpected status: 403"
narrowed=$refusal
challenge="may require authorization"
wrong_password="failed to authorize: failed to fetch oauth token: unexpected status: 401"

prepare() {
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  need containerd ctr
  export CONTAINERD_ADDRESS=$BATS_FILE_TMPDIR/containerd.sock
  start_daemon containerd containerd --root "$BATS_FILE_TMPDIR/root" --state "$BATS_FILE_TMPDIR/state" --address "$CONTAINERD_ADDRESS"
  await 30 ctr version
}

finish() {
  stop_daemon containerd
}

log_in() {
  credentials=(--user "$1:$(cat)")
}

push() {
  tar -C "$APP" -c . | ctr images import --no-unpack --base-name "$REGISTRY/$1" -
  ctr images push --plain-http "${credentials[@]}" "$REGISTRY/$1:1"
}

pull() {
  forget_images
  ctr images pull --plain-http "${credentials[@]}" "$REGISTRY/$1:1"
}

log_out() {
  credentials=()
}
