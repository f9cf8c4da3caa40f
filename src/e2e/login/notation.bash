# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# Pushes and pulls signatures. Without a keychain "notation login" keeps nothing, so the credentials are in variables.
challenge="401: Unauthorized"

prepare() {
  use notation
  need skopeo
}

log_in() {
  export NOTATION_USERNAME=$1 NOTATION_PASSWORD
  NOTATION_PASSWORD=$(cat)
}

push() {
  skopeo copy --quiet --preserve-digests --dest-tls-verify=false --dest-creds "alice:$ALICE_PASSWORD" "oci:$APP:1" "docker://$REGISTRY/$1:1"
  notation cert generate-test --default e2e 2>/dev/null || true
  notation sign --insecure-registry --force-referrers-tag=false "$REGISTRY/$1@$(layout_digest "$APP")"
}

pull() {
  notation list --insecure-registry "$REGISTRY/$1@$(layout_digest "$APP")"
}

log_out() {
  unset NOTATION_USERNAME NOTATION_PASSWORD
}
