# The image as an operator runs it: read-only, 256 MiB, one volume.

setup_file() {
  load ../lib/client
  load ../lib/engine
  load container
  isolate
  plugin docker-compose
  run_registry registry
  export REGISTRY
  REGISTRY=$(published registry)
  await_healthy registry
  note "The server was ready $(ready_after registry) s after the start of its process"
  note "Idle: $(memory registry)"
}

teardown_file() {
  load ../lib/client
  load container
  docker logs registry >"$REPORTS/registry.log" 2>&1
}

setup() {
  load ../lib/client
  load container
  use crane
}

@test "image: runs as uid 10001 with an unwritable root and without capabilities" {
  local pid
  pid=$(docker inspect --format '{{.State.Pid}}' registry)
  equal "$(stat -c %u:%g "/proc/$pid")" 10001:10001
  equal "$(sed -n 's/^CapEff:\t//p' "/proc/$pid/status")" 0000000000000000
  run ! docker cp "$APP/index.json" registry:/opt/staithe/
  contains "$output" "read-only"
}

@test "image: names itself, its user, its port, its volume and its stop signal" {
  run -0 docker inspect --format '{{json .Config}}' staithe
  equal "$(jq -r '.Labels["org.opencontainers.image.title"]' <<<"$output")" Staithe
  equal "$(jq -r '.Labels["org.opencontainers.image.licenses"]' <<<"$output")" Apache-2.0
  equal "$(jq -cr '[.User, .StopSignal, (.ExposedPorts | keys[]), (.Volumes | keys[])]' <<<"$output")" \
    '["10001:10001","SIGTERM","5000/tcp","/data"]'
}

@test "image: warns that whoever reaches the port can push" {
  run -0 docker logs registry
  contains "$output" "Whoever reaches this port may push, without credentials"
}

@test "image: without a setting only an administrator gets in, with a password that the log says once" {
  local password registry
  docker run --detach --name closed --read-only --tmpfs /tmp --publish 127.0.0.1:"$(free_port)":5000 staithe
  await_healthy closed
  registry=$(published closed)
  equal "$(REGISTRY=$registry status secret/app/tags/list)" 401
  password=$(docker logs closed 2>&1 | sed -n "s/.*'admin' was created with the password \([^ ]*\) .*/\1/p")
  equal "$(curl -s -o /dev/null -w '%{http_code}' -u "admin:$password" "http://$registry/v2/")" 200
  docker restart --timeout 75 closed
  await_healthy closed
  equal "$(docker logs closed 2>&1 | grep -c "was created with the password")" 1
  docker rm --force --volumes closed
}

@test "image: the cache of the training run fits" {
  local command
  mapfile -t command < <(docker inspect staithe | jq -r '.[0].Config.Entrypoint[1:][]')
  docker run --detach --name cached --read-only --tmpfs /tmp --entrypoint java staithe -XX:AOTMode=on "${command[@]}"
  await_healthy cached
  docker rm --force --volumes cached
}

@test "image: the health check fails where nothing answers" {
  run -0 docker exec registry java -Xint -cp /opt/staithe/tools Health
  run -1 docker exec --env MANAGEMENT_SERVER_PORT=5999 registry java -Xint -cp /opt/staithe/tools Health
  contains "$output" "port 5999: java.net.ConnectException"
}

@test "image: pushes and pulls through itself" {
  run -0 docker exec --env REGISTRY_USER=admin --env REGISTRY_PASSWORD="$ADMIN_PASSWORD" registry \
    java -cp /opt/staithe/tools RoundTrip http://127.0.0.1:5000
  contains "$output" "pushed, pulled and deleted"
}

@test "image: crane push and pull" {
  crane push "$APP" "$REGISTRY/crane/app:1"
  equal "$(served_digest crane/app 1)" "$(layout_digest "$APP")"
  crane pull --format oci "$REGISTRY/crane/app:1" "$BATS_TEST_TMPDIR/app"
  layout_holds "$BATS_TEST_TMPDIR/app" "$APP"
}

@test "image: skopeo copies an index there and back" {
  skopeo copy --quiet --all --dest-tls-verify=false "oci:$MULTI:1" "docker://$REGISTRY/skopeo/multi:1"
  equal "$(served_digest skopeo/multi 1)" "$(layout_digest "$MULTI")"
  skopeo copy --quiet --all --src-tls-verify=false "docker://$REGISTRY/skopeo/multi:1" "oci:$BATS_TEST_TMPDIR/multi:1"
  layout_holds "$BATS_TEST_TMPDIR/multi" "$MULTI"
}

@test "image: docker push and pull of the image itself" {
  local id
  id=$(docker inspect --format '{{.Id}}' staithe)
  docker tag staithe "$REGISTRY/docker/staithe:1"
  docker push --quiet "$REGISTRY/docker/staithe:1"
  docker image rm "$REGISTRY/docker/staithe:1"
  docker pull --quiet "$REGISTRY/docker/staithe:1"
  equal "$(docker inspect --format '{{.Id}}' "$REGISTRY/docker/staithe:1")" "$id"
}

@test "image: stays within 256 MiB under load" {
  load_registry
  note "After the load: $(memory registry)"
  equal "$(docker inspect --format '{{.State.OOMKilled}} {{.RestartCount}}' registry)" "false 0"
}

@test "image: a restart keeps what was pushed" {
  docker restart --timeout 75 registry
  await_healthy registry
  equal "$(served_digest crane/app 1)" "$(layout_digest "$APP")"
  holds_layout skopeo/multi "$MULTI"
}

@test "image: docker stop lets a download end and loses nothing" {
  local digest address
  # So slow that much of it is in the kernel's buffers when the server has written the last byte.
  head -c 16M /dev/urandom >"$BATS_TEST_TMPDIR/blob"
  digest=sha256:$(sha256sum "$BATS_TEST_TMPDIR/blob" | cut -d' ' -f1)
  upload stop/blob "$BATS_TEST_TMPDIR/blob" "$digest"
  # Not through the published port: the engine ends its proxy with the container, whatever it still holds.
  address=$(docker inspect --format '{{.NetworkSettings.Networks.bridge.IPAddress}}' registry):5000
  curl -sf --max-time 60 --limit-rate 2M -o "$BATS_TEST_TMPDIR/pulled" "http://$address/v2/stop/blob/blobs/$digest" 3>&- &
  await 20 test -s "$BATS_TEST_TMPDIR/pulled"
  docker stop --timeout 75 registry
  wait $!
  cmp "$BATS_TEST_TMPDIR/pulled" "$BATS_TEST_TMPDIR/blob"
  equal "$(docker inspect --format '{{.State.ExitCode}}' registry)" 143
  docker start registry
  await_healthy registry
  equal "$(status "stop/blob/blobs/$digest")" 200
}

@test "image: another container goes on with the volume" {
  docker stop --timeout 75 registry
  run_registry successor --volumes-from registry
  await_healthy successor
  REGISTRY=$(published successor)
  equal "$(served_digest crane/app 1)" "$(layout_digest "$APP")"
  holds_layout skopeo/multi "$MULTI"
  docker stop --timeout 75 successor
  docker start registry
  await_healthy registry
}

@test "image: a file in /etc/staithe goes before the image, and the environment before the file" {
  mkdir "$BATS_TEST_TMPDIR/etc"
  chmod 755 "$BATS_TEST_TMPDIR/etc"
  printf 'server:\n  port: 5100\nlogging:\n  level:\n    io.staithe: error\n' >"$BATS_TEST_TMPDIR/etc/application.yaml"
  run_registry configured --volume "$BATS_TEST_TMPDIR/etc:/etc/staithe:ro" --publish 127.0.0.1::5100 \
    --env LOGGING_LEVEL_IO_STAITHE=info
  await_healthy configured
  run -0 docker logs configured
  contains "$output" ":5100"
  docker rm --force --volumes configured
}

@test "image: refuses a data folder that it cannot write and says how to mend it" {
  run -1 docker run --rm --read-only --tmpfs /tmp --tmpfs /data:uid=0,mode=755 staithe
  contains "$output" "chown -R 10001 /data"
}

@test "compose: the file is valid and its node works" {
  local compose=(docker compose --project-name e2e --file "$PROJECT/docker/compose.yaml")
  export STAITHE_PORT
  STAITHE_PORT=$(free_port)
  export STAITHE_ACCESS_ADMINPASSWORD=$ADMIN_PASSWORD
  "${compose[@]}" config --quiet
  "${compose[@]}" up --detach --wait --no-build
  REGISTRY=127.0.0.1:$STAITHE_PORT
  equal "$("${compose[@]}" port registry 5000)" "$REGISTRY"
  DOCKER_CONFIG=$BATS_TEST_TMPDIR crane auth login "$REGISTRY" --username admin --password "$ADMIN_PASSWORD"
  DOCKER_CONFIG=$BATS_TEST_TMPDIR crane push "$APP" "$REGISTRY/compose/app:1"
  "${compose[@]}" down
  "${compose[@]}" up --detach --wait --no-build
  equal "$(DOCKER_CONFIG=$BATS_TEST_TMPDIR crane digest "$REGISTRY/compose/app:1")" "$(layout_digest "$APP")"
  "${compose[@]}" down --volumes
}

@test "compose: the file of several nodes asks for a password" {
  local compose=(docker compose --project-name cluster --file "$PROJECT/docker/compose.cluster.yaml")
  run ! "${compose[@]}" config --quiet
  contains "$output" "set a password"
}

@test "image: no request ended in an error of the server's own" {
  docker logs registry >"$BATS_TEST_TMPDIR/log" 2>&1
  run ! grep -E ' ERROR | [A-Z]+ /v2/[^ ]* 5[0-9][0-9] ' "$BATS_TEST_TMPDIR/log"
}
