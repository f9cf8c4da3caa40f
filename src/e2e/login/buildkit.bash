# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# buildctl sends what is in Docker's file. docker login needs its daemon to write one for a registry without TLS; crane does not.
load ../lib/engine
challenge="may require authorization"

prepare() {
  use buildkit crane
  need runc
  export BUILDKIT_HOST=unix://$BATS_FILE_TMPDIR/buildkit.sock
  printf '[registry."%s"]\nhttp = true\n' "$REGISTRY" >"$BATS_FILE_TMPDIR/buildkitd.toml"
  start_daemon buildkitd buildkitd --config "$BATS_FILE_TMPDIR/buildkitd.toml" --root "$BATS_FILE_TMPDIR/root" \
    --addr "$BUILDKIT_HOST" --oci-worker=true --containerd-worker=false
  await 30 buildctl debug workers
  make_context "$BATS_FILE_TMPDIR/context"
}

finish() {
  stop_daemon buildkitd
}

log_in() {
  crane auth login "$REGISTRY" --username "$1" --password-stdin
}

# build CONTEXT OUTPUT
build() {
  buildctl build --progress plain --frontend dockerfile.v0 --local "context=$1" --local "dockerfile=$1" --output "$2"
}

push() {
  build "$BATS_FILE_TMPDIR/context" "type=image,name=$REGISTRY/$1:1,push=true"
}

pull() {
  mkdir -p "$BATS_TEST_TMPDIR/context"
  echo "FROM $REGISTRY/$1:1" >"$BATS_TEST_TMPDIR/context/Dockerfile"
  buildctl prune --all
  build "$BATS_TEST_TMPDIR/context" "type=local,dest=$BATS_TEST_TMPDIR/pulled"
}

log_out() {
  crane auth logout "$REGISTRY"
}
