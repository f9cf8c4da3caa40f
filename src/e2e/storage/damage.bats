# A bit that flips in a stored blob: no client takes it, 'verify' finds it, a read says why, and the next push heals it.

setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  need skopeo
  use crane docker moby containerd runc
  start_engine docker-beside-damage
}

teardown_file() {
  load ../lib/client
  stop_daemon docker-beside-damage
}

setup() {
  load ../lib/client
  load ../lib/engine
  load images
}

verify() {
  STAITHE_URL=http://$REGISTRY "$JAVA" -jar "$JAR" verify "$1"
}

# The file of a blob has a name of its own, so it is found by what it holds.
stored() {
  sha256sum "$BLOBS"/*/* | sed -n "s/^${1#sha256:}  //p"
}

# flip FILE: one bit in its middle.
flip() {
  local middle byte
  middle=$(($(stat -c %s "$1") / 2))
  byte=$(od -An -tu1 -j "$middle" -N 1 "$1")
  printf '%b' "\\x$(printf %02x "$((byte ^ 1))")" | dd of="$1" bs=1 seek="$middle" conv=notrunc status=none
}

# damaged_and_healed CLIENT REASON TAG: what the client says of a pull then, and the tag of the push that heals.
damaged_and_healed() {
  local client=$1 repository=damage/$1 blob
  "push_$client" "$repository" 1
  blob=$(served "$repository/manifests/1" | jq -r '.layers[-1].digest')
  flip "$(stored "$blob")"
  run ! "pull_$client" "$repository" 1

  run ! verify "$repository"
  contains "$output" "1 damaged"
  equal "$(curl -s -o "$BATS_TEST_TMPDIR/answer" -w '%{http_code}' "http://$REGISTRY/v2/$repository/blobs/$blob")" 500
  contains "$(<"$BATS_TEST_TMPDIR/answer")" "its bytes are missing or damaged in the storage: pushing it again heals it"
  equal "$(status "$repository/blobs/$blob")" 404
  run ! "pull_$client" "$repository" 1
  contains "$output" "$2"

  "push_$client" "$repository" "$3"
  run -0 "pull_$client" "$repository" 1
  equal "sha256:$(served "$repository/blobs/$blob" | sha256sum | cut -d' ' -f1)" "$blob"
  run -0 verify "$repository"
}

@test "docker does not take a flipped bit, is told why, and heals it" {
  damaged_and_healed docker "its bytes are missing or damaged in the storage: pushing it again heals it" 1
}

# It shows the status alone.
@test "skopeo does not take a flipped bit, is told why, and heals it" {
  damaged_and_healed skopeo "invalid status code from registry 500" 1
}

# It sends nothing if it finds the manifest under its tag.
@test "crane does not take a flipped bit, is told why, and heals it by another tag" {
  damaged_and_healed crane "its bytes are missing or damaged in the storage: pushing it again heals it" again
}
