# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# Pushes an image of two platforms with its cache, starts a build from it, and builds it again out of that cache.
load docker
challenge="may require authorization"

# Plug-ins are a part of the configuration, which is empty when a case begins.
# shellcheck disable=SC2329 # called by the words
docker() {
  [[ -e $DOCKER_CONFIG/cli-plugins/docker-buildx ]] || plugin docker-buildx
  command docker "$@"
}

prepare() {
  use docker moby containerd runc
  start_engine buildx
  make_context "$BATS_FILE_TMPDIR/context"
}

finish() {
  stop_daemon buildx
}

# build CONTEXT OPTION...
build() {
  docker buildx build --progress plain --platform linux/amd64,linux/arm64 "${@:2}" "$1"
}

push() {
  build "$BATS_FILE_TMPDIR/context" --push --tag "$REGISTRY/$1:1" --cache-to "type=registry,ref=$REGISTRY/$1:cache,mode=max"
}

pull() {
  local pulled=$BATS_TEST_TMPDIR/pulled
  mkdir -p "$BATS_TEST_TMPDIR/context"
  echo "FROM $REGISTRY/$1:1" >"$BATS_TEST_TMPDIR/context/Dockerfile"
  forget_images
  build "$BATS_TEST_TMPDIR/context" --output "type=local,dest=$pulled" 2>&1 &&
    cmp "$pulled/linux_arm64/message" "$BATS_FILE_TMPDIR/context/message" &&
    docker builder prune --all --force &&
    build "$BATS_FILE_TMPDIR/context" --output "type=local,dest=$pulled" \
      --cache-from "type=registry,ref=$REGISTRY/$1:cache" 2>&1 | grep CACHED
}
