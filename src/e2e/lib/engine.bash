# shellcheck shell=bash
# Docker engines of one's own, for both files of Docker cases.

# start_engine NAME: without networks, so that nothing of it is left in the kernel.
start_engine() {
  local root=$BATS_FILE_TMPDIR/engine
  mkdir -p "$root"
  export DOCKER_HOST=unix://$root/docker.sock
  start_daemon "$1" dockerd --data-root "$root/data" --exec-root "$root/exec" --pidfile "$root/pid" \
    --host "$DOCKER_HOST" --bridge none --iptables=false --ip6tables=false
  await 60 docker info
}

plugin() {
  local folder
  folder=$(tool_folder "$1")
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  ln -s "$folder/$1" "$DOCKER_CONFIG/cli-plugins/$1"
}

make_context() {
  mkdir -p "$1"
  cp /bin/busybox "$1/"
  echo "hello from docker" >"$1/message"
  cat >"$1/Dockerfile" <<'END'
FROM scratch
COPY busybox /bin/
COPY message /
CMD ["/bin/busybox", "cat", "/message"]
END
}

# After this a pull must bring every byte.
forget_images() {
  docker image ls --quiet | sort -u | xargs -r docker image rm --force
  docker builder prune --all --force
  empty "$(docker image ls --quiet)"
}

push_multi() {
  skopeo copy --quiet --dest-tls-verify=false --all "oci:$MULTI:1" "docker://$REGISTRY/$1:1"
}
