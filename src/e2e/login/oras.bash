# shellcheck shell=bash

prepare() {
  use oras
  echo report >"$BATS_FILE_TMPDIR/report.txt"
}

log_in() {
  oras login --plain-http "$REGISTRY" --username "$1" --password-stdin
}

push() {
  (cd "$BATS_FILE_TMPDIR" && oras push --plain-http "$REGISTRY/$1:1" report.txt:text/plain)
}

pull() {
  oras pull --plain-http "$REGISTRY/$1:1" --output "$BATS_TEST_TMPDIR"
}

log_out() {
  oras logout "$REGISTRY"
}
