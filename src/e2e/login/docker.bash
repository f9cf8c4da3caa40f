# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
load ../lib/engine
challenge="may require 'docker login'"

prepare() {
  use docker moby containerd runc
  start_engine docker-current
  save_image
}

finish() {
  stop_daemon docker-current
}

save_image() {
  skopeo copy --quiet "oci:$APP:1" "docker-archive:$BATS_FILE_TMPDIR/app.tar:app:1"
}

log_in() {
  docker login "$REGISTRY" --username "$1" --password-stdin
}

push() {
  docker load --quiet --input "$BATS_FILE_TMPDIR/app.tar"
  docker tag app:1 "$REGISTRY/$1:1"
  docker push "$REGISTRY/$1:1"
}

pull() {
  forget_images
  docker pull "$REGISTRY/$1:1"
}

log_out() {
  docker logout "$REGISTRY"
}
