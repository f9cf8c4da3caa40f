# helm4.bats is a link to this file: the same cases with the next major version.
client=$(basename "$BATS_TEST_FILENAME" .bats)

# shellcheck disable=SC2329 # called by the cases
helm() {
  command "$client" "$@"
}

setup_file() {
  load ../lib/client
  isolate
  use "$client"
  helm create "$BATS_FILE_TMPDIR/web"
  helm package --version 1.2.3 --destination "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR/web"
  helm push --plain-http "$BATS_FILE_TMPDIR/web-1.2.3.tgz" "oci://$REGISTRY/$client"
}

setup() {
  load ../lib/client
}

@test "helm push keeps the chart" {
  run -0 served "$client/web/manifests/1.2.3"
  equal "$(jq -r .config.mediaType <<<"$output")" application/vnd.cncf.helm.config.v1+json
  equal "$(jq -r '.layers[0].digest' <<<"$output")" "sha256:$(sha256sum "$BATS_FILE_TMPDIR/web-1.2.3.tgz" | cut -d' ' -f1)"
}

@test "helm pull by version" {
  helm pull --plain-http "oci://$REGISTRY/$client/web" --version 1.2.3 --destination "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR/web-1.2.3.tgz" "$BATS_FILE_TMPDIR/web-1.2.3.tgz"
}

@test "helm pull by digest" {
  helm pull --plain-http "oci://$REGISTRY/$client/web@$(served_digest "$client/web" 1.2.3)" --destination "$BATS_TEST_TMPDIR"
  cmp "$BATS_TEST_TMPDIR"/*.tgz "$BATS_FILE_TMPDIR/web-1.2.3.tgz"
}

@test "helm pull without a version finds the newest tag" {
  helm package --version 1.10.0 --destination "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR/web"
  helm push --plain-http "$BATS_TEST_TMPDIR/web-1.10.0.tgz" "oci://$REGISTRY/$client"
  mkdir "$BATS_TEST_TMPDIR/pulled"
  helm pull --plain-http "oci://$REGISTRY/$client/web" --destination "$BATS_TEST_TMPDIR/pulled"
  cmp "$BATS_TEST_TMPDIR/pulled/web-1.10.0.tgz" "$BATS_TEST_TMPDIR/web-1.10.0.tgz"
}

@test "helm push and pull of a version with build metadata" {
  helm package --version 2.0.0+build.7 --destination "$BATS_TEST_TMPDIR" "$BATS_FILE_TMPDIR/web"
  helm push --plain-http "$BATS_TEST_TMPDIR/web-2.0.0+build.7.tgz" "oci://$REGISTRY/$client"
  equal "$(status "$client/web/manifests/2.0.0_build.7")" 200
  mkdir "$BATS_TEST_TMPDIR/pulled"
  helm pull --plain-http "oci://$REGISTRY/$client/web" --version 2.0.0+build.7 --destination "$BATS_TEST_TMPDIR/pulled"
  cmp "$BATS_TEST_TMPDIR"/pulled/*.tgz "$BATS_TEST_TMPDIR/web-2.0.0+build.7.tgz"
}

@test "helm show and template from the registry" {
  run -0 helm show chart --plain-http "oci://$REGISTRY/$client/web" --version 1.2.3
  contains "$output" "version: 1.2.3"
  run -0 helm template --plain-http release "oci://$REGISTRY/$client/web" --version 1.2.3
  contains "$output" "kind: Deployment"
}

@test "helm pull of an unknown version says so" {
  run ! helm pull --plain-http "oci://$REGISTRY/$client/web" --version 9.9.9
  contains "$output" "not found"
}
