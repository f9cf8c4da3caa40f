setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  use buildkit
  need runc
  export BUILDKIT_HOST=unix://$BATS_FILE_TMPDIR/buildkit.sock
  printf '[registry."%s"]\nhttp = true\n' "$REGISTRY" >"$BATS_FILE_TMPDIR/buildkitd.toml"
  start_daemon buildkitd buildkitd --config "$BATS_FILE_TMPDIR/buildkitd.toml" --root "$BATS_FILE_TMPDIR/root" \
    --addr "$BUILDKIT_HOST" --oci-worker=true --containerd-worker=false
  await 30 buildctl debug workers
  make_context "$BATS_FILE_TMPDIR/context"
  cat >"$BATS_FILE_TMPDIR/context/Random" <<'END'
FROM scratch AS base
COPY busybox /bin/
RUN --network=none ["/bin/busybox", "sh", "-c", "/bin/busybox head -c 100000 /dev/urandom > /random"]
FROM scratch
COPY --from=base /random /
END
}

teardown_file() {
  load ../lib/client
  stop_daemon buildkitd
}

setup() {
  load ../lib/client
}

# build OUTPUT [OPTION...]
build() {
  buildctl build --progress plain --frontend dockerfile.v0 --local "context=$BATS_FILE_TMPDIR/context" \
    --local "dockerfile=$BATS_FILE_TMPDIR/context" --output "$1" --metadata-file "$BATS_TEST_TMPDIR/metadata" "${@:2}"
}

# build_random FOLDER [OPTION...]: a build whose step gives other bytes whenever it runs.
build_random() {
  build "type=local,dest=$1" --opt filename=Random "${@:2}"
}

# built_from BASE FOLDER [OPTION...]: what a build that starts from the image sees.
built_from() {
  mkdir "$BATS_TEST_TMPDIR/context"
  echo "FROM $1" >"$BATS_TEST_TMPDIR/context/Dockerfile"
  buildctl prune --all
  buildctl build --frontend dockerfile.v0 --local "context=$BATS_TEST_TMPDIR/context" \
    --local "dockerfile=$BATS_TEST_TMPDIR/context" --output "type=local,dest=$2" "${@:3}"
}

pushed_digest() {
  jq -r '."containerimage.digest"' "$BATS_TEST_TMPDIR/metadata"
}

@test "buildctl build pushes an image" {
  build "type=image,name=$REGISTRY/buildkit/app:1,push=true"
  equal "$(served_digest buildkit/app 1)" "$(pushed_digest)"
}

@test "buildctl exports and imports a registry cache with mode=max" {
  local cache=type=registry,ref=$REGISTRY/buildkit/cache:1
  buildctl prune --all
  build_random "$BATS_TEST_TMPDIR/first" --export-cache "$cache,mode=max"
  buildctl prune --all
  run -0 build_random "$BATS_TEST_TMPDIR/second" --import-cache "$cache"
  contains "$output" CACHED
  cmp "$BATS_TEST_TMPDIR/first/random" "$BATS_TEST_TMPDIR/second/random"
}

@test "buildctl exports a cache as an image manifest" {
  local cache=type=registry,ref=$REGISTRY/buildkit/cache:image
  buildctl prune --all
  build_random "$BATS_TEST_TMPDIR/first" --export-cache "$cache,mode=max,image-manifest=true,oci-mediatypes=true"
  equal "$(served buildkit/cache/manifests/image | jq -r .mediaType)" "$IMAGE_TYPE"
  buildctl prune --all
  build_random "$BATS_TEST_TMPDIR/second" --import-cache "$cache"
  cmp "$BATS_TEST_TMPDIR/first/random" "$BATS_TEST_TMPDIR/second/random"
}

@test "buildctl exports an inline cache" {
  local name=$REGISTRY/buildkit/inline:1
  build "type=image,name=$name,push=true" --export-cache type=inline
  buildctl prune --all
  run -0 build "type=local,dest=$BATS_TEST_TMPDIR/again" --import-cache "type=registry,ref=$name"
  contains "$output" CACHED
}

@test "buildctl pushes a two-platform index with attestations" {
  build "type=image,name=$REGISTRY/buildkit/multi:1,push=true" --opt platform=linux/amd64,linux/arm64 --opt attest:provenance=mode=max
  equal "$(served_digest buildkit/multi 1)" "$(pushed_digest)"
  run -0 served buildkit/multi/manifests/1
  equal "$(jq -c '[.manifests[].platform.architecture] | sort' <<<"$output")" '["amd64","arm64","unknown","unknown"]'
  local digest
  for digest in $(jq -r '.manifests[].digest' <<<"$output"); do
    equal "$(served_digest buildkit/multi "$digest")" "$digest"
  done
}

@test "buildctl pulls one platform of an index as a base image" {
  built_from "$REGISTRY/buildkit/multi:1" "$BATS_TEST_TMPDIR/out" --opt platform=linux/arm64
  cmp "$BATS_TEST_TMPDIR/out/message" "$BATS_FILE_TMPDIR/context/message"
}

@test "buildctl pushes and pulls zstd layers" {
  build "type=image,name=$REGISTRY/buildkit/zstd:1,push=true,compression=zstd,force-compression=true,oci-mediatypes=true"
  run -0 served buildkit/zstd/manifests/1
  contains "$output" tar+zstd
  built_from "$REGISTRY/buildkit/zstd:1" "$BATS_TEST_TMPDIR/out"
  cmp "$BATS_TEST_TMPDIR/out/message" "$BATS_FILE_TMPDIR/context/message"
}
