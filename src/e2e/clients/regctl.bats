setup_file() {
  load ../lib/client
  isolate
  use regctl
  regctl registry set --tls disabled "$REGISTRY"
  regctl image copy "ocidir://$APP:1" "$REGISTRY/regctl/app:1"
  regctl image copy "ocidir://$MULTI:1" "$REGISTRY/regctl/multi:1"
}

setup() {
  load ../lib/client
}

@test "regctl image copy pushes every byte of an image and of an index" {
  equal "$(served_digest regctl/app 1)" "$(layout_digest "$APP")"
  equal "$(served_digest regctl/multi 1)" "$(layout_digest "$MULTI")"
  holds_layout regctl/app "$APP"
  holds_layout regctl/multi "$MULTI"
}

@test "regctl image copy pulls by tag and by digest" {
  regctl image copy "$REGISTRY/regctl/multi:1" "ocidir://$BATS_TEST_TMPDIR/tag:1"
  layout_holds "$BATS_TEST_TMPDIR/tag" "$MULTI"
  regctl image copy "$REGISTRY/regctl/app@$(layout_digest "$APP")" "ocidir://$BATS_TEST_TMPDIR/digest:1"
  layout_holds "$BATS_TEST_TMPDIR/digest" "$APP"
}

@test "regctl image copy from repository to repository" {
  regctl image copy "$REGISTRY/regctl/multi:1" "$REGISTRY/regctl/copy:1"
  holds_layout regctl/copy "$MULTI"
}

@test "regctl image digest and manifest head" {
  equal "$(regctl image digest "$REGISTRY/regctl/multi:1")" "$(layout_digest "$MULTI")"
  equal "$(regctl manifest head "$REGISTRY/regctl/app:1")" "$(layout_digest "$APP")"
}

@test "regctl image export and import" {
  regctl image export "$REGISTRY/regctl/multi:1" "$BATS_TEST_TMPDIR/multi.tar"
  regctl image import "$REGISTRY/regctl/imported:1" "$BATS_TEST_TMPDIR/multi.tar"
  equal "$(served_digest regctl/imported 1)" "$(layout_digest "$MULTI")"
}

@test "regctl image mod --digest-algo sha512" {
  regctl image mod --digest-algo sha512 --create "$REGISTRY/regctl/sha512:1" "$REGISTRY/regctl/multi:1"
  local digest
  digest=$(regctl image digest "$REGISTRY/regctl/sha512:1")
  contains "$digest" sha512:
  equal "sha512:$(served "regctl/sha512/manifests/$digest" | sha512sum | cut -d' ' -f1)" "$digest"
  regctl image copy "$REGISTRY/regctl/sha512@$digest" "ocidir://$BATS_TEST_TMPDIR/sha512:1"
  (cd "$BATS_TEST_TMPDIR/sha512/blobs/sha512" && for blob in *; do echo "$blob  $blob"; done | sha512sum --check --quiet)
  equal "$(find "$BATS_TEST_TMPDIR/sha512/blobs/sha512" -type f | wc -l)" "$(find "$MULTI/blobs" -type f | wc -l)"
}

@test "regctl tag ls and repo ls" {
  run -0 regctl tag ls "$REGISTRY/regctl/app"
  equal "$output" 1
  run -0 regctl repo ls "$REGISTRY"
  contains "$output" regctl/multi
}

@test "regctl blob put, head, get and delete" {
  local digest
  digest=$(echo loose | regctl blob put "$REGISTRY/regctl/blobs" --format '{{.Digest}}')
  equal "$digest" "sha256:$(echo loose | sha256sum | cut -d' ' -f1)"
  regctl blob head "$REGISTRY/regctl/blobs" "$digest"
  equal "$(regctl blob get "$REGISTRY/regctl/blobs" "$digest")" loose
  regctl blob delete "$REGISTRY/regctl/blobs" "$digest"
  run ! regctl blob head "$REGISTRY/regctl/blobs" "$digest"
}

@test "regctl blob put in chunks" {
  head -c 3000000 /dev/urandom >"$BATS_TEST_TMPDIR/large"
  regctl registry set --blob-chunk 1000000 --blob-max 1000 "$REGISTRY"
  local digest
  digest=$(regctl blob put "$REGISTRY/regctl/chunked" --format '{{.Digest}}' <"$BATS_TEST_TMPDIR/large")
  regctl registry set --blob-chunk 0 --blob-max 0 "$REGISTRY"
  regctl blob get "$REGISTRY/regctl/chunked" "$digest" | cmp - "$BATS_TEST_TMPDIR/large"
}

@test "regctl artifact put, list and get" {
  echo signed | regctl artifact put --subject "$REGISTRY/regctl/app:1" --artifact-type application/vnd.example.note
  run -0 regctl artifact list "$REGISTRY/regctl/app:1" --format '{{len .Descriptors}}'
  equal "$output" 1
  equal "$(regctl artifact get --subject "$REGISTRY/regctl/app:1" --filter-artifact-type application/vnd.example.note)" signed
  equal "$(status "regctl/app/manifests/$(layout_digest "$APP" | tr : -)")" 404
}

@test "regctl image copy --referrers takes the referrers along" {
  regctl image copy --referrers "$REGISTRY/regctl/app:1" "$REGISTRY/regctl/mirror:1"
  run -0 regctl artifact list "$REGISTRY/regctl/mirror:1" --format '{{len .Descriptors}}'
  equal "$output" 1
}

@test "regctl tag delete leaves the manifest" {
  regctl image copy "$REGISTRY/regctl/app:1" "$REGISTRY/regctl/tags:1"
  regctl tag delete "$REGISTRY/regctl/tags:1"
  equal "$(status regctl/tags/manifests/1)" 404
  equal "$(status "regctl/tags/manifests/$(layout_digest "$APP")")" 200
}

@test "regctl manifest delete" {
  regctl image copy "$REGISTRY/regctl/app:1" "$REGISTRY/regctl/gone:1"
  regctl manifest delete "$REGISTRY/regctl/gone@$(layout_digest "$APP")"
  equal "$(status regctl/gone/manifests/1)" 404
}
