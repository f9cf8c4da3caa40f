# shellcheck shell=bash
# Pushes and pulls signatures. It has no word for logging out, so its file is removed as its documentation has it.

prepare() {
  use cosign
  need skopeo
  export COSIGN_PASSWORD=
  (cd "$BATS_FILE_TMPDIR" && cosign generate-key-pair)
}

log_in() {
  cosign login "$REGISTRY" --username "$1" --password-stdin
}

push() {
  skopeo copy --quiet --preserve-digests --dest-tls-verify=false --dest-creds "alice:$ALICE_PASSWORD" "oci:$APP:1" "docker://$REGISTRY/$1:1"
  cosign sign --key "$BATS_FILE_TMPDIR/cosign.key" --use-signing-config=false --tlog-upload=false --allow-http-registry --yes \
    "$REGISTRY/$1@$(layout_digest "$APP")"
}

pull() {
  cosign verify --key "$BATS_FILE_TMPDIR/cosign.pub" --insecure-ignore-tlog=true --allow-http-registry "$REGISTRY/$1:1"
}

log_out() {
  rm "$DOCKER_CONFIG/config.json"
}
