# shellcheck shell=bash
# buildctl sends what docker login has kept.
load ../lib/engine

prepare() {
  use buildkit docker
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
  docker login "$REGISTRY" --username "$1" --password-stdin
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
  docker logout "$REGISTRY"
}
