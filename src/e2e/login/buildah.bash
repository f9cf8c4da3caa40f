# shellcheck shell=bash

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
