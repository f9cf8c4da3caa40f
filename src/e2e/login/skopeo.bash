# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
wrong_password="invalid username/password"

prepare() {
  need skopeo
}

log_in() {
  skopeo login --tls-verify=false "$REGISTRY" --username "$1" --password-stdin
}

push() {
  skopeo copy --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/$1:1"
}

pull() {
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/$1:1" "oci:$BATS_TEST_TMPDIR/pulled:1"
}

log_out() {
  skopeo logout "$REGISTRY"
}
