# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
wrong_password="invalid username/password"

prepare() {
  need buildah skopeo
}

log_in() {
  buildah login --tls-verify=false --username "$1" --password-stdin "$REGISTRY"
}

push() {
  skopeo copy --quiet "oci:$APP:1" "containers-storage:$REGISTRY/$1:1"
  buildah push --tls-verify=false "$REGISTRY/$1:1"
}

pull() {
  buildah rmi --force --all
  buildah pull --tls-verify=false "$REGISTRY/$1:1"
}

log_out() {
  buildah logout "$REGISTRY"
}
