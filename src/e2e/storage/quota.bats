# A quota that is full: the push is refused in words, and goes through once a delete has made room.

setup_file() {
  load ../lib/client
  load ../lib/engine
  isolate
  need skopeo
  use docker moby containerd runc
  start_engine docker-at-a-quota
}

teardown_file() {
  load ../lib/client
  stop_daemon docker-at-a-quota
}

setup() {
  load ../lib/client
  load ../lib/engine
  load images
}

fill() {
  skopeo copy --quiet --dest-tls-verify=false "oci:$IMAGES/heavy:1" "docker://$REGISTRY/$1/heavy:1"
}

# nothing_is_used QUOTA
nothing_is_used() {
  curl -sf "http://$REGISTRY/api/v1/quotas/$1" | jq -e '.used.bytes == 0'
}

# refused_until_there_is_room CLIENT
refused_until_there_is_room() {
  local quota=$1-quota
  fill "$quota"
  run ! "push_$1" "$quota/image" 1
  contains "$output" "the quota '$quota' for $quota/** has no room"
  contains "$output" "are used and"
  equal "$(status "$quota/image/manifests/1")" 404
  skopeo delete --tls-verify=false "docker://$REGISTRY/$quota/heavy:1"
  await 60 nothing_is_used "$quota"
  run -0 "push_$1" "$quota/image" 1
  run -0 "pull_$1" "$quota/image" 1
}

@test "docker at a full quota is refused in words, and pushes once a delete has made room" {
  refused_until_there_is_room docker
}

@test "skopeo at a full quota is refused in words, and pushes once a delete has made room" {
  refused_until_there_is_room skopeo
}
