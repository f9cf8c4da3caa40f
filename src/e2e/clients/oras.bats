setup_file() {
  load ../lib/client
  isolate
  use oras
  cd "$BATS_FILE_TMPDIR"
  echo report >report.txt
  head -c 3000000 /dev/urandom >data.bin
  push_files 1
  oras cp --to-plain-http --from-oci-layout "$MULTI:1" "$REGISTRY/oras/multi:1"
}

setup() {
  load ../lib/client
  cd "$BATS_FILE_TMPDIR"
}

# The date is fixed, so that the manifest is the same each time.
push_files() {
  oras push --plain-http "$REGISTRY/oras/files:$1" --artifact-type application/vnd.example.files \
    --annotation org.opencontainers.image.created=2026-01-01T00:00:00Z report.txt:text/plain data.bin
}

subject() {
  served_digest oras/files 1
}

# The tag under which clients keep referrers where a registry has no referrers API.
fallback_tag() {
  subject | tr : -
}

@test "oras push and pull bring the same files" {
  oras pull --plain-http "$REGISTRY/oras/files:1" --output "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR/report.txt" report.txt
  cmp "$BATS_TEST_TMPDIR/data.bin" data.bin
}

@test "oras pull by digest" {
  oras pull --plain-http "$REGISTRY/oras/files@$(subject)" --output "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR/data.bin" data.bin
}

@test "oras push of what is there uploads nothing" {
  run -0 push_files again
  lacks "$output" Upload
  equal "$(served_digest oras/files again)" "$(subject)"
}

@test "oras cp keeps every byte of an index" {
  equal "$(served_digest oras/multi 1)" "$(layout_digest "$MULTI")"
  holds_layout oras/multi "$MULTI"
  oras cp --from-plain-http --to-oci-layout "$REGISTRY/oras/multi:1" "$BATS_TEST_TMPDIR/multi:1"
  layout_holds "$BATS_TEST_TMPDIR/multi" "$MULTI"
}

@test "oras attach and discover use the referrers API" {
  echo sbom >sbom.json
  oras attach --plain-http "$REGISTRY/oras/files:1" --artifact-type application/vnd.example.sbom sbom.json:application/json
  oras attach --plain-http "$REGISTRY/oras/files:1" --artifact-type application/vnd.example.scan report.txt
  run -0 oras discover --plain-http --format json "$REGISTRY/oras/files:1"
  equal "$(jq '.referrers | length' <<<"$output")" 2
  run -0 oras discover --plain-http --format json --artifact-type application/vnd.example.sbom "$REGISTRY/oras/files:1"
  equal "$(jq -r '.referrers[].artifactType' <<<"$output")" application/vnd.example.sbom
  equal "$(served "oras/files/referrers/$(subject)" | jq '.manifests | length')" 2
  equal "$(status "oras/files/manifests/$(fallback_tag)")" 404
}

@test "oras pull of an attached file" {
  local digest
  digest=$(oras discover --plain-http --format json --artifact-type application/vnd.example.sbom "$REGISTRY/oras/files:1" | jq -r '.referrers[0].digest')
  oras pull --plain-http "$REGISTRY/oras/files@$digest" --output "$BATS_TEST_TMPDIR"
  equal "$(<"$BATS_TEST_TMPDIR/sbom.json")" sbom
}

@test "oras cp -r takes the referrers along" {
  oras cp -r --from-plain-http --to-plain-http "$REGISTRY/oras/files:1" "$REGISTRY/oras/mirror:1"
  equal "$(oras discover --plain-http --format json "$REGISTRY/oras/mirror:1" | jq '.referrers | length')" 2
  equal "$(status "oras/mirror/manifests/$(fallback_tag)")" 404
}

@test "oras tag, repo tags and repo ls" {
  oras tag --plain-http "$REGISTRY/oras/files:1" stable newest
  equal "$(served_digest oras/files newest)" "$(subject)"
  run -0 oras repo tags --plain-http "$REGISTRY/oras/files"
  contains "$output" stable
  contains "$output" newest
  run -0 oras repo ls --plain-http "$REGISTRY/oras/"
  contains "$output" files
}

@test "oras resolve, manifest fetch and manifest push" {
  equal "$(oras resolve --plain-http "$REGISTRY/oras/files:1")" "$(subject)"
  oras manifest fetch --plain-http --output "$BATS_TEST_TMPDIR/manifest" "$REGISTRY/oras/files:1"
  equal "sha256:$(sha256sum "$BATS_TEST_TMPDIR/manifest" | cut -d' ' -f1)" "$(subject)"
  jq '.annotations.edited = "yes"' "$BATS_TEST_TMPDIR/manifest" >"$BATS_TEST_TMPDIR/edited"
  oras manifest push --plain-http "$REGISTRY/oras/files:edited" "$BATS_TEST_TMPDIR/edited"
  served oras/files/manifests/edited | cmp - "$BATS_TEST_TMPDIR/edited"
}

@test "oras manifest index create" {
  oras manifest index create --plain-http "$REGISTRY/oras/files:index" 1 edited
  equal "$(served oras/files/manifests/index | jq '.manifests | length')" 2
}

@test "oras blob push, fetch and delete" {
  local digest
  digest=sha256:$(echo loose | sha256sum | cut -d' ' -f1)
  echo loose | oras blob push --plain-http --size 6 "$REGISTRY/oras/blobs@$digest" -
  equal "$(oras blob fetch --plain-http --output - "$REGISTRY/oras/blobs@$digest")" loose
  oras blob delete --plain-http --force "$REGISTRY/oras/blobs@$digest"
  equal "$(status "oras/blobs/blobs/$digest")" 404
}

@test "oras manifest delete" {
  oras cp --from-plain-http --to-plain-http "$REGISTRY/oras/files:1" "$REGISTRY/oras/gone:1"
  oras manifest delete --plain-http --force "$REGISTRY/oras/gone:1"
  equal "$(status oras/gone/manifests/1)" 404
  run ! oras pull --plain-http "$REGISTRY/oras/gone:1"
  contains "$output" "not found"
}
