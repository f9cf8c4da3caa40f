setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  need podman
  make_context "$BATS_FILE_TMPDIR/context"
  cd "$BATS_FILE_TMPDIR/context"
  podman build --isolation chroot --tag "$REGISTRY/podman/app:1" .
  podman push --tls-verify=false --digestfile "$BATS_FILE_TMPDIR/digest" "$REGISTRY/podman/app:1"
}

setup() {
  load ../lib/client
  load ../lib/engine
}

image_id() {
  podman image inspect --format '{{.Id}}' "$1"
}

message() {
  local mount
  mount=$(podman image mount "$1")
  cat "$mount/message"
  podman image unmount "$1" >/dev/null
}

@test "podman build and push" {
  equal "$(served_digest podman/app 1)" "$(<"$BATS_FILE_TMPDIR/digest")"
  run -0 served podman/app/manifests/1
  equal "$(jq -r .mediaType <<<"$output")" "$IMAGE_TYPE"
  equal "$(jq -r .config.digest <<<"$output")" "sha256:$(image_id "$REGISTRY/podman/app:1")"
}

@test "podman push a second time" {
  podman push --tls-verify=false --digestfile "$BATS_TEST_TMPDIR/digest" "$REGISTRY/podman/app:1"
  equal "$(<"$BATS_TEST_TMPDIR/digest")" "$(served_digest podman/app 1)"
}

@test "podman push --format v2s2" {
  podman push --tls-verify=false --format v2s2 "$REGISTRY/podman/app:1" "$REGISTRY/podman/app:schema2"
  equal "$(served podman/app/manifests/schema2 | jq -r .mediaType)" application/vnd.docker.distribution.manifest.v2+json
}

@test "podman push --compression-format zstd" {
  # Podman would reuse the gzip layers that it remembers to be there.
  rm -rf /var/lib/containers/cache
  podman push --tls-verify=false --compression-format zstd "$REGISTRY/podman/app:1" "$REGISTRY/podman/zstd:1"
  contains "$(served podman/zstd/manifests/1)" tar+zstd
  podman rmi --force --all
  podman pull --tls-verify=false "$REGISTRY/podman/zstd:1"
  equal "$(message "$REGISTRY/podman/zstd:1")" "hello from docker"
}

@test "podman pull by tag after rmi" {
  podman rmi --force --all
  equal "$(podman pull --tls-verify=false "$REGISTRY/podman/app:1")" "$(served podman/app/manifests/1 | jq -r '.config.digest | sub("sha256:"; "")')"
  equal "$(message "$REGISTRY/podman/app:1")" "hello from docker"
}

@test "podman pull by digest after rmi" {
  local image
  image=$REGISTRY/podman/app@$(served_digest podman/app 1)
  podman rmi --force --all
  podman pull --tls-verify=false "$image"
  equal "$(message "$image")" "hello from docker"
}

@test "podman manifest create, add and push --all" {
  podman manifest create list
  podman manifest add --tls-verify=false --all list "oci:$MULTI:1"
  podman manifest push --tls-verify=false --all list "docker://$REGISTRY/podman/list:1"
  run -0 served podman/list/manifests/1
  equal "$(jq -c '[.manifests[].digest] | sort' <<<"$output")" \
    "$(jq -c '[.manifests[].digest] | sort' "$MULTI/blobs/sha256/$(layout_digest "$MULTI" | cut -d: -f2)")"
}

@test "podman pull --platform of an index" {
  push_multi podman/index
  podman pull --tls-verify=false --platform linux/arm64 "$REGISTRY/podman/index:1"
  equal "$(message "$REGISTRY/podman/index:1")" "hello from arm64"
}

@test "podman search --list-tags" {
  run -0 podman search --tls-verify=false --list-tags "$REGISTRY/podman/app"
  contains "$output" "$REGISTRY/podman/app"
}

@test "podman pull of an unknown tag says so" {
  run ! podman pull --tls-verify=false "$REGISTRY/podman/app:unknown"
  contains "$output" "manifest unknown"
}
