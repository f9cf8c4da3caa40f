# Debian's containerd, the way in which a node's container runtime pulls.

setup_file() {
  load ../lib/client
  isolate
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  need containerd ctr
  export CONTAINERD_ADDRESS=$BATS_FILE_TMPDIR/containerd.sock
  start_daemon containerd containerd --root "$BATS_FILE_TMPDIR/root" --state "$BATS_FILE_TMPDIR/state" --address "$CONTAINERD_ADDRESS"
  await 30 ctr version
  import app "$APP"
  import multi "$MULTI"
  ctr images push --plain-http "$REGISTRY/ctr/app:1"
  ctr images push --plain-http "$REGISTRY/ctr/multi:1"
}

teardown_file() {
  load ../lib/client
  stop_daemon containerd
}

setup() {
  load ../lib/client
  load ../lib/containerd
}

import() {
  tar -C "$2" -cf "$BATS_FILE_TMPDIR/$1.tar" .
  ctr images import --no-unpack --all-platforms --base-name "$REGISTRY/ctr/$1" "$BATS_FILE_TMPDIR/$1.tar"
}

@test "containerd 1: ctr images push keeps every byte of an image and of an index" {
  equal "$(served_digest ctr/app 1)" "$(layout_digest "$APP")"
  equal "$(served_digest ctr/multi 1)" "$(layout_digest "$MULTI")"
  holds_layout ctr/app "$APP"
  holds_layout ctr/multi "$MULTI"
}

@test "containerd 1: ctr images pull by tag" {
  forget_images
  ctr images pull --plain-http "$REGISTRY/ctr/app:1"
  pulled_layout "$APP"
}

@test "containerd 1: ctr images pull by digest" {
  forget_images
  ctr images pull --plain-http "$REGISTRY/ctr/app@$(layout_digest "$APP")"
  pulled_layout "$APP"
}

@test "containerd 1: ctr images pull --all-platforms of an index" {
  forget_images
  ctr images pull --plain-http --all-platforms "$REGISTRY/ctr/multi:1"
  pulled_layout "$MULTI"
}

@test "containerd 1: ctr images push into another repository" {
  ctr images pull --plain-http --all-platforms "$REGISTRY/ctr/multi:1"
  ctr images tag "$REGISTRY/ctr/multi:1" "$REGISTRY/ctr/other:1"
  ctr images push --plain-http "$REGISTRY/ctr/other:1"
  holds_layout ctr/other "$MULTI"
}

@test "containerd 1: ctr images pull through a mirror's hosts file" {
  mkdir -p "$BATS_TEST_TMPDIR/mirror.test"
  printf '[host."http://%s"]\n' "$REGISTRY" >"$BATS_TEST_TMPDIR/mirror.test/hosts.toml"
  forget_images
  ctr images pull --hosts-dir "$BATS_TEST_TMPDIR" mirror.test/ctr/app:1
  pulled_layout "$APP"
}

@test "containerd 1: ctr run of a pulled image" {
  ctr images pull --plain-http "$REGISTRY/ctr/app:1"
  equal "$(ctr run --rm "$REGISTRY/ctr/app:1" "e2e-$$")" "hello from amd64"
}

@test "containerd 1: ctr images pull of an unknown tag says so" {
  run ! ctr images pull --plain-http "$REGISTRY/ctr/app:unknown"
  contains "$output" "not found"
}
