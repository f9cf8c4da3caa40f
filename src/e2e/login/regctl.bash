# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
challenge=unauthorized
wrong_password=unauthorized

prepare() {
  use regctl
}

# shellcheck disable=SC2329 # called by the words
regctl() {
  command regctl --host "reg=$REGISTRY,tls=disabled" "$@"
}

log_in() {
  regctl registry login "$REGISTRY" --user "$1" --pass-stdin
}

push() {
  regctl image copy "ocidir://$APP:1" "$REGISTRY/$1:1"
}

pull() {
  regctl image copy "$REGISTRY/$1:1" "ocidir://$BATS_TEST_TMPDIR/pulled:1"
}

log_out() {
  regctl registry logout "$REGISTRY"
}
