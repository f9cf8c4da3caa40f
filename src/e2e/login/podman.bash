# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# buildah.bash is a link to this file.
wrong_password="invalid username/password"

prepare() {
  need "${client:?}" skopeo
}

log_in() {
  "$client" login --tls-verify=false --username "$1" --password-stdin "$REGISTRY"
}

push() {
  skopeo copy --quiet "oci:$APP:1" "containers-storage:$REGISTRY/$1:1"
  "$client" push --tls-verify=false "$REGISTRY/$1:1"
}

pull() {
  "$client" rmi --force --all
  "$client" pull --tls-verify=false "$REGISTRY/$1:1"
}

log_out() {
  "$client" logout "$REGISTRY"
}
