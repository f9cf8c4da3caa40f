setup_file() {
  load ../lib/client
  isolate
  need skopeo
  skopeo copy --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/skopeo/app:1"
  skopeo copy --dest-tls-verify=false --all "oci:$MULTI:1" "docker://$REGISTRY/skopeo/multi:1"
}

setup() {
  load ../lib/client
}

@test "skopeo copy --all pushes every byte of an image and of an index" {
  equal "$(served_digest skopeo/app 1)" "$(layout_digest "$APP")"
  equal "$(served_digest skopeo/multi 1)" "$(layout_digest "$MULTI")"
  holds_layout skopeo/app "$APP"
  holds_layout skopeo/multi "$MULTI"
}

@test "skopeo copy pulls by tag and by digest" {
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/skopeo/app:1" "oci:$BATS_TEST_TMPDIR/tag:1"
  layout_holds "$BATS_TEST_TMPDIR/tag" "$APP"
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/skopeo/app@$(layout_digest "$APP")" "oci:$BATS_TEST_TMPDIR/digest:1"
  layout_holds "$BATS_TEST_TMPDIR/digest" "$APP"
}

@test "skopeo copy --all pulls both platforms of an index" {
  skopeo copy --src-tls-verify=false --all "docker://$REGISTRY/skopeo/multi:1" "oci:$BATS_TEST_TMPDIR/multi:1"
  layout_holds "$BATS_TEST_TMPDIR/multi" "$MULTI"
}

@test "skopeo copy --all from repository to repository" {
  skopeo copy --src-tls-verify=false --dest-tls-verify=false --all \
    "docker://$REGISTRY/skopeo/multi:1" "docker://$REGISTRY/skopeo/copy:1"
  holds_layout skopeo/copy "$MULTI"
}

@test "skopeo copy --format v2s2 pushes a Docker schema 2 image" {
  skopeo copy --dest-tls-verify=false --format v2s2 "oci:$APP:1" "docker://$REGISTRY/skopeo/app:schema2"
  equal "$(served skopeo/app/manifests/schema2 | jq -r .mediaType)" application/vnd.docker.distribution.manifest.v2+json
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/skopeo/app:schema2" "dir:$BATS_TEST_TMPDIR/dir"
  equal "sha256:$(sha256sum "$BATS_TEST_TMPDIR/dir/manifest.json" | cut -d' ' -f1)" "$(served_digest skopeo/app schema2)"
}

@test "skopeo copy --all --format v2s2 pushes a Docker manifest list" {
  skopeo copy --dest-tls-verify=false --all --format v2s2 "oci:$MULTI:1" "docker://$REGISTRY/skopeo/multi:list"
  equal "$(served skopeo/multi/manifests/list | jq -r .mediaType)" application/vnd.docker.distribution.manifest.list.v2+json
  skopeo copy --src-tls-verify=false --all "docker://$REGISTRY/skopeo/multi:list" "dir:$BATS_TEST_TMPDIR/dir"
  equal "sha256:$(sha256sum "$BATS_TEST_TMPDIR/dir/manifest.json" | cut -d' ' -f1)" "$(served_digest skopeo/multi list)"
}

@test "skopeo copy --dest-compress-format zstd" {
  # Skopeo would reuse the gzip layers that it remembers to be there.
  rm -rf /var/lib/containers/cache
  skopeo copy --dest-tls-verify=false --dest-compress --dest-compress-format zstd "dir:$(plain_image)" "docker://$REGISTRY/skopeo/zstd:1"
  run -0 skopeo inspect --raw --tls-verify=false "docker://$REGISTRY/skopeo/zstd:1"
  contains "$output" tar+zstd
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/skopeo/zstd:1" "dir:$BATS_TEST_TMPDIR/zstd"
  equal "sha256:$(sha256sum "$BATS_TEST_TMPDIR/zstd/manifest.json" | cut -d' ' -f1)" "$(served_digest skopeo/zstd 1)"
}

# Only layers that are not compressed yet are compressed on the way.
plain_image() {
  skopeo copy --quiet --dest-decompress "oci:$APP:1" "dir:$BATS_TEST_TMPDIR/plain"
  printf '%s\n' "$BATS_TEST_TMPDIR/plain"
}

@test "skopeo inspect and list-tags" {
  equal "$(skopeo inspect --tls-verify=false "docker://$REGISTRY/skopeo/app:1" | jq -r .Digest)" "$(layout_digest "$APP")"
  skopeo inspect --raw --tls-verify=false "docker://$REGISTRY/skopeo/multi:1" | cmp - "$MULTI/blobs/sha256/$(layout_digest "$MULTI" | cut -d: -f2)"
  equal "$(skopeo list-tags --tls-verify=false "docker://$REGISTRY/skopeo/app" | jq '.Tags | index("1") != null')" true
}

@test "skopeo sync from the registry and back" {
  skopeo sync --src-tls-verify=false --all --src docker --dest dir "$REGISTRY/skopeo/multi:1" "$BATS_TEST_TMPDIR/sync"
  skopeo sync --dest-tls-verify=false --all --src dir --dest docker "$BATS_TEST_TMPDIR/sync" "$REGISTRY/skopeo/sync"
  holds_layout skopeo/sync/multi "$MULTI"
}

@test "skopeo delete" {
  skopeo copy --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/skopeo/gone:1"
  skopeo delete --tls-verify=false "docker://$REGISTRY/skopeo/gone:1"
  equal "$(status skopeo/gone/manifests/1)" 404
  run ! skopeo inspect --tls-verify=false "docker://$REGISTRY/skopeo/gone:1"
  contains "$output" "manifest unknown"
}
