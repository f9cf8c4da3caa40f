setup_file() {
  load ../lib/client
  isolate
  use crane
  crane push "$APP" "$REGISTRY/crane/app:1"
  # Crane pushes index.json itself, so this is an index in an index.
  crane push --index "$MULTI" "$REGISTRY/crane/multi:1"
}

setup() {
  load ../lib/client
}

@test "crane push keeps every byte of an image and of an index" {
  equal "$(served_digest crane/app 1)" "$(layout_digest "$APP")"
  holds_layout crane/app "$APP"
  equal "$(served_digest crane/multi 1)" "sha256:$(sha256sum "$MULTI/index.json" | cut -d' ' -f1)"
  holds_layout crane/multi "$MULTI"
}

@test "crane push of what is there uploads nothing" {
  run -0 crane push "$APP" "$REGISTRY/crane/app:again"
  contains "$output" existing
  lacks "$output" "pushed blob"
}

@test "crane pull by tag and by digest" {
  crane pull --format oci "$REGISTRY/crane/app:1" "$BATS_TEST_TMPDIR/tag"
  layout_holds "$BATS_TEST_TMPDIR/tag" "$APP"
  crane pull --format oci "$REGISTRY/crane/app@$(layout_digest "$APP")" "$BATS_TEST_TMPDIR/digest"
  layout_holds "$BATS_TEST_TMPDIR/digest" "$APP"
}

@test "crane pull of an index brings both platforms" {
  crane pull --format oci "$REGISTRY/crane/multi:1" "$BATS_TEST_TMPDIR/multi"
  layout_holds "$BATS_TEST_TMPDIR/multi" "$MULTI"
}

@test "crane digest and manifest" {
  equal "$(crane digest "$REGISTRY/crane/app:1")" "$(layout_digest "$APP")"
  crane manifest "$REGISTRY/crane/app:1" | cmp - "$APP/blobs/sha256/$(layout_digest "$APP" | cut -d: -f2)"
}

@test "crane blob" {
  local digest
  digest=$(crane manifest "$REGISTRY/crane/app:1" | jq -r '.layers[0].digest')
  crane blob "$REGISTRY/crane/app@$digest" | cmp - "$APP/blobs/sha256/${digest#*:}"
}

@test "crane copy into another repository mounts the blobs" {
  run -0 crane copy "$REGISTRY/crane/multi:1" "$REGISTRY/crane/copy:1"
  contains "$output" "mounted blob"
  holds_layout crane/copy "$MULTI"
}

@test "crane tag, ls and catalog" {
  crane tag "$REGISTRY/crane/app:1" latest
  equal "$(served_digest crane/app latest)" "$(layout_digest "$APP")"
  run -0 crane ls "$REGISTRY/crane/app"
  contains "$output" latest
  run -0 crane catalog "$REGISTRY"
  contains "$output" crane/app
}

@test "crane append and export" {
  echo appended >"$BATS_TEST_TMPDIR/file"
  tar -C "$BATS_TEST_TMPDIR" -cf "$BATS_TEST_TMPDIR/layer.tar" file
  crane append --base "$REGISTRY/crane/app:1" --new_layer "$BATS_TEST_TMPDIR/layer.tar" --new_tag "$REGISTRY/crane/app:2"
  crane export "$REGISTRY/crane/app:2" - | tar -xC "$BATS_TEST_TMPDIR" message file
  equal "$(<"$BATS_TEST_TMPDIR/message")" "hello from amd64"
  equal "$(<"$BATS_TEST_TMPDIR/file")" appended
}

@test "crane mutate and index append" {
  crane mutate "$REGISTRY/crane/app:1" --label purpose=test --tag "$REGISTRY/crane/app:labelled"
  equal "$(crane config "$REGISTRY/crane/app:labelled" | jq -r .config.Labels.purpose)" test
  crane index append "$REGISTRY/crane/multi:1" --manifest "$REGISTRY/crane/app:labelled" --tag "$REGISTRY/crane/app:index"
  equal "$(crane manifest "$REGISTRY/crane/app:index" | jq '.manifests | length')" 2
}

@test "crane validate" {
  crane validate --remote "$REGISTRY/crane/app:1"
  crane validate --remote "$REGISTRY/crane/multi:1"
}

@test "crane delete" {
  crane copy "$REGISTRY/crane/app:1" "$REGISTRY/crane/gone:1"
  crane delete "$REGISTRY/crane/gone@$(layout_digest "$APP")"
  equal "$(status crane/gone/manifests/1)" 404
  run ! crane pull "$REGISTRY/crane/gone:1" "$BATS_TEST_TMPDIR/gone.tar"
  contains "$output" MANIFEST_UNKNOWN
}
