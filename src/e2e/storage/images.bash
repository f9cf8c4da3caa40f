# shellcheck shell=bash
# What each client does with the image that is made for it.

# push_docker REPOSITORY TAG
push_docker() {
  local archive=$BATS_TEST_TMPDIR/image.tar
  rm -f "$archive"
  skopeo copy --quiet "oci:$IMAGES/docker:1" "docker-archive:$archive:image:1" &&
    docker load --quiet --input "$archive" &&
    docker tag image:1 "$REGISTRY/$1:$2" &&
    docker push "$REGISTRY/$1:$2"
}

pull_docker() {
  forget_images
  docker pull "$REGISTRY/$1:$2"
}

push_skopeo() {
  skopeo copy --dest-tls-verify=false "oci:$IMAGES/skopeo:1" "docker://$REGISTRY/$1:$2"
}

pull_skopeo() {
  local pulled
  pulled=$(mktemp -d)
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/$1:$2" "oci:$pulled:1"
}

push_crane() {
  crane push "$IMAGES/crane" "$REGISTRY/$1:$2"
}

pull_crane() {
  local pulled
  pulled=$(mktemp -d)
  crane pull --format oci "$REGISTRY/$1:$2" "$pulled"
}
