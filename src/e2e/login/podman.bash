# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
wrong_password="invalid username/password"

prepare() {
  need podman skopeo
}

log_in() {
  podman login --tls-verify=false --username "$1" --password-stdin "$REGISTRY"
}

push() {
  skopeo copy --quiet "oci:$APP:1" "containers-storage:$REGISTRY/$1:1"
  podman push --tls-verify=false "$REGISTRY/$1:1"
}

pull() {
  podman rmi --force --all
  podman pull --tls-verify=false "$REGISTRY/$1:1"
}

log_out() {
  podman logout "$REGISTRY"
}
