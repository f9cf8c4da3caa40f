setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  need buildah
  make_context "$BATS_FILE_TMPDIR/context"
  buildah build --isolation chroot --tag "$REGISTRY/buildah/app:1" "$BATS_FILE_TMPDIR/context"
  buildah push --tls-verify=false --digestfile "$BATS_FILE_TMPDIR/digest" "$REGISTRY/buildah/app:1"
}

setup() {
  load ../lib/client
  load ../lib/engine
}

@test "buildah build and push" {
  equal "$(served_digest buildah/app 1)" "$(<"$BATS_FILE_TMPDIR/digest")"
  equal "$(served buildah/app/manifests/1 | jq -r .config.digest)" \
    "sha256:$(buildah inspect --type image --format '{{.FromImageID}}' "$REGISTRY/buildah/app:1")"
}

@test "buildah pull by tag and by digest after rmi" {
  local id reference
  id=$(buildah images --quiet --no-trunc "$REGISTRY/buildah/app:1")
  for reference in "$REGISTRY/buildah/app:1" "$REGISTRY/buildah/app@$(<"$BATS_FILE_TMPDIR/digest")"; do
    buildah rmi --force --all
    equal "sha256:$(buildah pull --quiet --tls-verify=false "$reference")" "$id"
  done
}

@test "buildah from a pulled image, copy, commit and push" {
  local container
  container=$(buildah from --tls-verify=false "$REGISTRY/buildah/app:1")
  echo added >"$BATS_TEST_TMPDIR/added"
  buildah copy "$container" "$BATS_TEST_TMPDIR/added" /added
  buildah commit --tls-verify=false "$container" "docker://$REGISTRY/buildah/app:2"
  buildah rm "$container"
  container=$(buildah from --tls-verify=false --pull-always "$REGISTRY/buildah/app:2")
  equal "$(buildah run --isolation chroot "$container" -- /bin/busybox cat /message /added)" $'hello from docker\nadded'
  buildah rm "$container"
}

@test "buildah build --cache-to and --cache-from" {
  local build=(buildah build --isolation chroot --tls-verify=false --layers)
  "${build[@]}" --cache-to "$REGISTRY/buildah/cache" "$BATS_FILE_TMPDIR/context"
  buildah rmi --force --all
  run -0 "${build[@]}" --cache-from "$REGISTRY/buildah/cache" "$BATS_FILE_TMPDIR/context"
  contains "$output" "Cache pulled from remote"
}

@test "buildah manifest create, add and push --all" {
  push_multi buildah/index
  buildah manifest create list
  buildah manifest add --tls-verify=false --all list "docker://$REGISTRY/buildah/index:1"
  buildah manifest push --tls-verify=false --all list "docker://$REGISTRY/buildah/list:1"
  equal "$(served buildah/list/manifests/1 | jq -c '[.manifests[].digest] | sort')" \
    "$(served buildah/index/manifests/1 | jq -c '[.manifests[].digest] | sort')"
}
