# Each client runs these cases: docker.bats and the others are links to this file, and docker.bash has docker's words:
#   prepare            what has to be there once: daemons, something to push
#   finish             ends the daemons
#   log_in NAME        with the secret on standard input
#   push REPOSITORY
#   pull REPOSITORY    of what was pushed there
#   log_out
# What is refused has to be shown in the server's own words, or in those of the client where it keeps them to itself.
client=$(basename "$BATS_TEST_FILENAME" .bats)
# shellcheck disable=SC2034 # Bats reads it
BATS_TEST_NAME_PREFIX="$client: "
refusal="account bob has no right to push to team/$client/other"
narrowed="is narrowed, and not to push on team/$client/other"
challenge="log in first"
wrong_password="the name or the password is wrong"

prepare() {
  :
}

finish() {
  :
}

load_words() {
  load ../lib/client
  load ../lib/issuer
  load "$client"
}

setup_file() {
  load_words
  isolate
  prepare
  log_in alice <<<"$ALICE_PASSWORD"
  push "public/$client"
  push "team/$client"
  log_out
}

teardown_file() {
  load_words
  finish
}

# Each case begins with nobody logged in.
setup() {
  load_words
  export ACCOUNT=
  rm -rf "$HOME"
  isolate
}

# pushes_and_pulls NAME REPOSITORY, with the secret on standard input
pushes_and_pulls() {
  equal "$(as_administrator "$2")" 404
  log_in "$1"
  push "$2"
  equal "$(as_administrator "$2")" 200
  pull "$2"
}

# Whether there is something in the repository.
as_administrator() {
  curl -s -o /dev/null -w '%{http_code}' --netrc-file "$ACCESS/netrc" "http://$REGISTRY/v2/$(pushed_to "$1")/tags/list"
}

pushed_to() {
  printf '%s\n' "$1"
}

try_password() {
  log_in "$1" <<<"$2" && pull "$3"
}

@test "a password" {
  pushes_and_pulls alice "team/$client/password" <<<"$ALICE_PASSWORD"
}

@test "an access token in the place of the password" {
  pushes_and_pulls alice "team/$client/token" <<<"$ALICE_TOKEN"
}

@test "a robot's token" {
  pushes_and_pulls ci "team/$client/robot" <<<"$CI_TOKEN"
}

@test "the ID token of a CI job" {
  pushes_and_pulls builder "team/$client/job" <<<"$(id_token)"
}

@test "who may pull and not push is told so" {
  log_in bob <<<"$BOB_PASSWORD"
  pull "team/$client"
  run ! push "team/$client/other"
  contains "$output" "$refusal"
}

@test "an access token that is narrowed to pulling does not push" {
  log_in alice <<<"$PULL_TOKEN"
  pull "team/$client"
  run ! push "team/$client/other"
  contains "$output" "$narrowed"
}

@test "a wrong password" {
  run ! try_password alice wrong-password "team/$client"
  contains "$output" "$wrong_password"
}

@test "everybody pulls what is public, beside what is not" {
  pull "public/$client"
  run ! pull "team/$client"
  contains "$output" "$challenge"
}

@test "after the log-out" {
  log_in alice <<<"$ALICE_PASSWORD"
  pull "team/$client"
  log_out
  run ! pull "team/$client"
  contains "$output" "$challenge"
}
