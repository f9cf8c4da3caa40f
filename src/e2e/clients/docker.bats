# The current engine: containerd's image store, BuildKit, OCI indexes with attestations.

setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  use docker moby containerd runc
  plugin docker-buildx
  start_engine docker-current
  make_context "$BATS_FILE_TMPDIR/context"
  docker build --provenance=mode=max --tag "$REGISTRY/engine/app:1" "$BATS_FILE_TMPDIR/context"
  docker push "$REGISTRY/engine/app:1"
}

teardown_file() {
  load ../lib/client
  stop_daemon docker-current
}

setup() {
  load ../lib/client
  load ../lib/engine
}

@test "current engine: docker build and push keep an OCI index with an attestation" {
  equal "$REGISTRY/engine/app@$(served_digest engine/app 1)" "$(docker inspect --format '{{index .RepoDigests 0}}' "$REGISTRY/engine/app:1")"
  run -0 served engine/app/manifests/1
  equal "$(jq -r .mediaType <<<"$output")" "$INDEX_TYPE"
  equal "$(jq -r '.manifests[1].annotations["vnd.docker.reference.type"]' <<<"$output")" attestation-manifest
  local digest
  for digest in $(jq -r '.manifests[].digest' <<<"$output"); do
    equal "$(served_digest engine/app "$digest")" "$digest"
  done
}

@test "current engine: docker push a second time says that the layers exist" {
  run -0 docker push "$REGISTRY/engine/app:1"
  contains "$output" "already exists"
  lacks "$output" Pushed
}

@test "current engine: docker push into another repository mounts the layers" {
  docker tag "$REGISTRY/engine/app:1" "$REGISTRY/engine/other:1"
  run -0 docker push "$REGISTRY/engine/other:1"
  contains "$output" "Mounted from engine/app"
  equal "$(served_digest engine/other 1)" "$(served_digest engine/app 1)"
}

@test "current engine: docker pull by tag after rmi" {
  local id
  id=$(docker inspect --format '{{.Id}}' "$REGISTRY/engine/app:1")
  forget_images
  run -0 docker pull "$REGISTRY/engine/app:1"
  contains "$output" "Pull complete"
  equal "$(docker inspect --format '{{.Id}}' "$REGISTRY/engine/app:1")" "$id"
  equal "$(docker run --rm --network none "$REGISTRY/engine/app:1")" "hello from docker"
}

@test "current engine: docker pull by digest after rmi" {
  local image
  image=$REGISTRY/engine/app@$(served_digest engine/app 1)
  forget_images
  docker pull "$image"
  equal "$(docker inspect --format '{{index .RepoDigests 0}}' "$image")" "$image"
  equal "$(docker run --rm --network none "$image")" "hello from docker"
}

@test "current engine: docker pull --platform of an OCI index" {
  push_multi engine/index
  docker pull --platform linux/arm64 "$REGISTRY/engine/index:1"
  docker pull --platform linux/amd64 "$REGISTRY/engine/index:1"
  equal "$(docker inspect --format '{{.Id}}' "$REGISTRY/engine/index:1")" "$(layout_digest "$MULTI")"
  equal "$(docker run --rm --network none "$REGISTRY/engine/index:1")" "hello from amd64"
}

@test "current engine: docker pull of an unknown tag says so" {
  run ! docker pull "$REGISTRY/engine/app:unknown"
  contains "$output" "not found"
}

@test "current engine: docker buildx build --push" {
  docker buildx build --push --tag "$REGISTRY/engine/built:1" "$BATS_FILE_TMPDIR/context"
  forget_images
  equal "$(docker run --pull always --quiet --rm --network none "$REGISTRY/engine/built:1")" "hello from docker"
}

@test "current engine: docker buildx imagetools create and inspect" {
  push_multi engine/index
  docker buildx imagetools create --tag "$REGISTRY/engine/joined:1" "$REGISTRY/engine/index:1" "$REGISTRY/engine/app:1"
  run -0 docker buildx imagetools inspect --raw "$REGISTRY/engine/joined:1"
  equal "$(jq -r .mediaType <<<"$output")" "$INDEX_TYPE"
  equal "$(jq '.manifests | length' <<<"$output")" 4
  equal "sha256:$(printf '%s' "$output" | sha256sum | cut -d' ' -f1)" "$(served_digest engine/joined 1)"
}
