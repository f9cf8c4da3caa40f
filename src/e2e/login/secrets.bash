# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# The secrets of a run, and what to do about one that is where it should not be.

# Each one as it is, and as it travels in a header.
known_secrets() {
  local pair
  for pair in "admin:$ADMIN_PASSWORD" "alice:$ALICE_PASSWORD" "bob:$BOB_PASSWORD" "alice:$ALICE_TOKEN" "alice:$PULL_TOKEN" "ci:$CI_TOKEN"; do
    printf '%s\n' "${pair#*:}"
    printf %s "$pair" | base64 --wrap=0
    echo
  done
}

# Access and refresh tokens, JWTs, ID tokens, and headers that had some.
TOKEN_FORMS='staithe_([ar]t_)?[A-Za-z0-9]{20}|eyJ[A-Za-z0-9_-]{8,}\.|[Bb]asic [A-Za-z0-9+/]{8}|[Bb]earer [A-Za-z0-9]{8}'

# leaks FILE...: the lines with a secret.
leaks() {
  grep -raHnE -e "$TOKEN_FORMS" "$@" || grep -raHnF -f <(known_secrets) "$@"
}

# A search that would find nothing proves nothing.
search_finds_secrets() {
  local secret planted=$scratch/planted
  while read -r secret; do
    echo "a line with $secret in it" >"$planted"
    leaks "$planted" >/dev/null || fail "the search does not find a secret that was planted"
  done < <(known_secrets; id_token; echo "staithe_rt_$(random_secret)")
}

audit_trail() {
  curl -sf --netrc-file "$ACCESS/netrc" "http://$REGISTRY/api/v1/audit?n=1000"
}

no_secrets() {
  search_finds_secrets
  audit_trail >"$reports/audit.json"
  grep -q '"login"' "$reports/audit.json" || fail "the audit trail has no log-in"
  stop_server
  ! leaks "$reports" || fail "secrets were logged, see above"
  ! leaks "$scratch/data" | cut -c1-200 || fail "secrets are kept in the data folder"
  echo "no secret in $(cat "$reports"/* | wc -l) lines of logs, nor in the data folder"
}
