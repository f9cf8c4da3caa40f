setup_file() {
  load ../lib/client
  isolate
  use cosign
  need skopeo
  cd "$BATS_FILE_TMPDIR"
  export COSIGN_PASSWORD=
  cosign generate-key-pair
  cosign generate-key-pair --output-key-prefix other
  skopeo copy --quiet --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/cosign/app:1"
  cosign sign --key cosign.key --use-signing-config=false --tlog-upload=false --allow-http-registry --yes "$(app)"
}

setup() {
  load ../lib/client
  cd "$BATS_FILE_TMPDIR"
}

app() {
  printf '%s\n' "$REGISTRY/cosign/app@$(layout_digest "$APP")"
}

@test "cosign sign and verify with a local key" {
  run -0 --separate-stderr cosign verify --key cosign.pub --insecure-ignore-tlog=true --allow-http-registry "$(app)"
  equal "$(jq -r '.[0].critical.image["docker-manifest-digest"]' <<<"$output")" "$(layout_digest "$APP")"
}

@test "cosign keeps the signature as a referrer" {
  equal "$(served "cosign/app/referrers/$(layout_digest "$APP")" | jq '.manifests | length')" 1
  equal "$(status "cosign/app/manifests/$(layout_digest "$APP" | tr : -)")" 404
}

@test "cosign verify with another key fails" {
  run ! cosign verify --key other.pub --insecure-ignore-tlog=true --allow-http-registry "$(app)"
}

@test "cosign sign and verify in the older format, kept as a tag" {
  skopeo copy --quiet --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/cosign/old:1"
  local image
  image=$REGISTRY/cosign/old@$(layout_digest "$APP")
  cosign sign --key cosign.key --use-signing-config=false --tlog-upload=false --new-bundle-format=false --allow-http-registry --yes "$image"
  equal "$(status "cosign/old/manifests/$(layout_digest "$APP" | tr : -).sig")" 200
  cosign verify --key cosign.pub --insecure-ignore-tlog=true --new-bundle-format=false --allow-http-registry "$image"
}

@test "cosign attest and verify-attestation" {
  echo '{"passed": true}' >predicate.json
  cosign attest --key cosign.key --type custom --predicate predicate.json --use-signing-config=false --tlog-upload=false --allow-http-registry --yes "$(app)"
  cosign verify-attestation --key cosign.pub --type custom --insecure-ignore-tlog=true --allow-http-registry "$(app)"
}

@test "cosign copy takes the older signature along" {
  cosign copy --allow-http-registry "$REGISTRY/cosign/old@$(layout_digest "$APP")" "$REGISTRY/cosign/copy:1"
  cosign verify --key cosign.pub --insecure-ignore-tlog=true --new-bundle-format=false --allow-http-registry "$REGISTRY/cosign/copy:1"
}

@test "cosign tree shows the signature" {
  run -0 cosign tree --allow-http-registry "$(app)"
  contains "$output" https://sigstore.dev/cosign/sign/v1
}
