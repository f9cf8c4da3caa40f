# shellcheck shell=bash
# shellcheck disable=SC2034 # for the cases
# The current containerd.
load ctr
refusal="unexpected status from POST request"
narrowed=$refusal
wrong_password="failed to authorize: failed to fetch oauth token: unexpected status from GET request"

prepare() {
  use containerd runc
  export CONTAINERD_ADDRESS=$BATS_FILE_TMPDIR/containerd.sock
  printf 'version = 3\nroot = "%s/root"\nstate = "%s/state"\n' "$BATS_FILE_TMPDIR" "$BATS_FILE_TMPDIR" >"$BATS_FILE_TMPDIR/config.toml"
  start_daemon containerd-current containerd --config "$BATS_FILE_TMPDIR/config.toml" --address "$CONTAINERD_ADDRESS"
  await 30 ctr version
}

finish() {
  stop_daemon containerd-current
}
