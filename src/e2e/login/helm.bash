# shellcheck shell=bash
# helm4.bash is a link to this file.

# shellcheck disable=SC2329 # called by the words
helm() {
  command "${client:?}" "$@"
}

prepare() {
  use "$client"
  helm create "$BATS_FILE_TMPDIR/web"
  helm package --version 1.2.3 --destination "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/web"
}

log_in() {
  helm registry login --plain-http "$REGISTRY" --username "$1" --password-stdin
}

push() {
  helm push --plain-http "$BATS_FILE_TMPDIR/web-1.2.3.tgz" "oci://$REGISTRY/$1"
}

pull() {
  helm pull --plain-http "oci://$REGISTRY/$1/web" --version 1.2.3 --destination "$BATS_TEST_TMPDIR"
}

pushed_to() {
  printf '%s\n' "$1/web"
}

log_out() {
  helm registry logout "$REGISTRY"
}
