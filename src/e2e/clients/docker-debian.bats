# Debian's engine: graph driver, classic builder, Docker schema 2.

setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  need docker dockerd
  plugin docker-buildx
  start_engine docker-debian
  export DOCKER_BUILDKIT=0
  make_context "$BATS_FILE_TMPDIR/context"
  docker build --tag "$REGISTRY/docker/app:1" "$BATS_FILE_TMPDIR/context"
  docker push "$REGISTRY/docker/app:1"
}

teardown_file() {
  load ../lib/client
  stop_daemon docker-debian
}

setup() {
  load ../lib/client
  load ../lib/engine
}

@test "Debian engine: docker build and push keep a schema 2 manifest" {
  equal "$REGISTRY/docker/app@$(served_digest docker/app 1)" "$(docker inspect --format '{{index .RepoDigests 0}}' "$REGISTRY/docker/app:1")"
  run -0 served docker/app/manifests/1
  equal "$(jq -r .mediaType <<<"$output")" application/vnd.docker.distribution.manifest.v2+json
  equal "$(jq -r .config.digest <<<"$output")" "$(docker inspect --format '{{.Id}}' "$REGISTRY/docker/app:1")"
}

@test "Debian engine: docker push a second time says that the layers exist" {
  run -0 docker push "$REGISTRY/docker/app:1"
  contains "$output" "Layer already exists"
  lacks "$output" Pushed
}

@test "Debian engine: docker push into another repository mounts the layers" {
  docker tag "$REGISTRY/docker/app:1" "$REGISTRY/docker/other:1"
  run -0 docker push "$REGISTRY/docker/other:1"
  contains "$output" "Mounted from docker/app"
  lacks "$output" Pushed
  equal "$(served_digest docker/other 1)" "$(served_digest docker/app 1)"
}

@test "Debian engine: docker push --all-tags" {
  docker tag "$REGISTRY/docker/app:1" "$REGISTRY/docker/tags:a"
  docker tag "$REGISTRY/docker/app:1" "$REGISTRY/docker/tags:b"
  docker push --all-tags "$REGISTRY/docker/tags"
  equal "$(served docker/tags/tags/list | jq -c .tags)" '["a","b"]'
}

@test "Debian engine: docker pull by tag after rmi" {
  local id
  id=$(docker inspect --format '{{.Id}}' "$REGISTRY/docker/app:1")
  forget_images
  run -0 docker pull "$REGISTRY/docker/app:1"
  contains "$output" "Pull complete"
  equal "$(docker inspect --format '{{.Id}}' "$REGISTRY/docker/app:1")" "$id"
  equal "$(docker run --rm --network none "$REGISTRY/docker/app:1")" "hello from docker"
}

@test "Debian engine: docker pull by digest after rmi" {
  local image
  image=$REGISTRY/docker/app@$(served_digest docker/app 1)
  forget_images
  docker pull "$image"
  equal "$(docker inspect --format '{{index .RepoDigests 0}}' "$image")" "$image"
  equal "$(docker run --rm --network none "$image")" "hello from docker"
}

@test "Debian engine: docker pull of an OCI index" {
  push_multi docker/index
  docker pull "$REGISTRY/docker/index:1"
  equal "$(docker run --rm --network none "$REGISTRY/docker/index:1")" "hello from amd64"
}

@test "Debian engine: docker pull of an unknown tag says so" {
  run ! docker pull "$REGISTRY/docker/app:unknown"
  contains "$output" "manifest unknown"
}

@test "Debian engine: docker manifest create, push and inspect" {
  local image=$REGISTRY/docker/app:1
  docker pull "$image"
  docker manifest create --insecure "$REGISTRY/docker/app:list" "$image"
  docker manifest push --insecure "$REGISTRY/docker/app:list"
  run -0 docker manifest inspect --insecure "$REGISTRY/docker/app:list"
  equal "$(jq -r '.manifests[0].digest' <<<"$output")" "$(served_digest docker/app 1)"
}

@test "Debian engine: docker buildx imagetools create and inspect a manifest list" {
  docker buildx imagetools create --tag "$REGISTRY/docker/app:tools" "$REGISTRY/docker/app:1"
  run -0 docker buildx imagetools inspect --raw "$REGISTRY/docker/app:tools"
  equal "$(jq -r .mediaType <<<"$output")" application/vnd.docker.distribution.manifest.list.v2+json
  equal "$(jq -r '.manifests[0].digest' <<<"$output")" "$(served_digest docker/app 1)"
}
