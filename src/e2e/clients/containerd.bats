# The current containerd, whose ctr leaves pulls and pushes to the daemon's transfer service.

setup_file() {
  load ../lib/client
  isolate
  use containerd runc
  export CONTAINERD_ADDRESS=$BATS_FILE_TMPDIR/containerd.sock
  printf 'version = 3\nroot = "%s/root"\nstate = "%s/state"\n' "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR" >"$BATS_FILE_TMPDIR/config.toml"
  start_daemon containerd-current containerd --config "$BATS_FILE_TMPDIR/config.toml" --address "$CONTAINERD_ADDRESS"
  await 30 ctr version
  tar -C "$MULTI" -cf "$BATS_FILE_TMPDIR/multi.tar" .
  ctr images import --no-unpack --all-platforms --base-name "$REGISTRY/containerd/multi" "$BATS_FILE_TMPDIR/multi.tar"
  ctr images push --plain-http "$REGISTRY/containerd/multi:1"
}

teardown_file() {
  load ../lib/client
  stop_daemon containerd-current
}

setup() {
  load ../lib/client
  load ../lib/containerd
}

@test "containerd 2: ctr images push keeps every byte of an index" {
  equal "$(served_digest containerd/multi 1)" "$(layout_digest "$MULTI")"
  holds_layout containerd/multi "$MULTI"
}

@test "containerd 2: ctr images pull --all-platforms by tag" {
  forget_images
  ctr images pull --plain-http --all-platforms "$REGISTRY/containerd/multi:1"
  pulled_layout "$MULTI"
}

@test "containerd 2: ctr images pull by digest" {
  forget_images
  ctr images pull --plain-http --all-platforms "$REGISTRY/containerd/multi@$(layout_digest "$MULTI")"
  pulled_layout "$MULTI"
}

@test "containerd 2: ctr images pull through a mirror's hosts file" {
  mkdir -p "$BATS_TEST_TMPDIR/mirror.test"
  printf '[host."http://%s"]\n' "$REGISTRY" >"$BATS_TEST_TMPDIR/mirror.test/hosts.toml"
  forget_images
  ctr images pull --all-platforms --hosts-dir "$BATS_TEST_TMPDIR" mirror.test/containerd/multi:1
  pulled_layout "$MULTI"
}

@test "containerd 2: ctr run of a pulled image" {
  ctr images pull --plain-http "$REGISTRY/containerd/multi:1"
  equal "$(ctr run --rm "$REGISTRY/containerd/multi:1" "e2e-$$")" "hello from amd64"
}
