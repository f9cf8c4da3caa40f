setup_file() {
  load ../lib/client
  isolate
  use notation
  need skopeo
  notation cert generate-test --default example.org
  skopeo copy --quiet --dest-tls-verify=false "oci:$APP:1" "docker://$REGISTRY/notation/app:1"
  trust example.org | notation policy import --force /dev/stdin
  notation sign --insecure-registry --force-referrers-tag=false "$(app)"
}

setup() {
  load ../lib/client
}

app() {
  printf '%s\n' "$REGISTRY/notation/app@$(layout_digest "$APP")"
}

# A policy that trusts the certificates of one store.
trust() {
  jq -n --arg store "ca:$1" '{version: "1.0", trustPolicies: [{name: "e2e", registryScopes: ["*"],
    signatureVerification: {level: "strict"}, trustStores: [$store], trustedIdentities: ["*"]}]}'
}

@test "notation sign and verify" {
  run -0 notation verify --insecure-registry "$(app)"
  contains "$output" "Successfully verified signature"
}

@test "notation keeps the signature as a referrer" {
  run -0 served "notation/app/referrers/$(layout_digest "$APP")?artifactType=application/vnd.cncf.notary.signature"
  equal "$(jq '.manifests | length' <<<"$output")" 1
  equal "$(status "notation/app/manifests/$(layout_digest "$APP" | tr : -)")" 404
}

@test "notation sign with the referrers tag, as it does by default" {
  skopeo copy --quiet --dest-tls-verify=false --all "oci:$MULTI:1" "docker://$REGISTRY/notation/tagged:1"
  notation sign --insecure-registry "$REGISTRY/notation/tagged@$(layout_digest "$MULTI")"
  run -0 notation verify --insecure-registry "$REGISTRY/notation/tagged@$(layout_digest "$MULTI")"
  equal "$(served "notation/tagged/referrers/$(layout_digest "$MULTI")" | jq '.manifests | length')" 1
}

@test "notation list and inspect" {
  run -0 notation list --insecure-registry "$(app)"
  contains "$output" application/vnd.cncf.notary.signature
  run -0 notation inspect --insecure-registry --output json "$(app)"
  equal "$(jq -r '.Signatures[0].signedArtifact.digest' <<<"$output")" "$(layout_digest "$APP")"
}

@test "notation verify of an unsigned image fails" {
  skopeo copy --quiet --dest-tls-verify=false --all "oci:$MULTI:1" "docker://$REGISTRY/notation/unsigned:1"
  run ! notation verify --insecure-registry "$REGISTRY/notation/unsigned@$(layout_digest "$MULTI")"
  contains "$output" "no signature"
}
