# shellcheck shell=bash

prepare() {
  use crane
}

log_in() {
  crane auth login "$REGISTRY" --username "$1" --password-stdin
}

push() {
  crane push "$APP" "$REGISTRY/$1:1"
}

pull() {
  crane pull --format oci "$REGISTRY/$1:1" "$BATS_TEST_TMPDIR/pulled"
}

log_out() {
  crane auth logout "$REGISTRY"
}
