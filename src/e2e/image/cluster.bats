# The compose file of several nodes, as it is; only the images are made here.

PASSWORD=cluster-of-containers

setup_file() {
  load ../lib/client
  load ../lib/engine
  load container
  isolate
  plugin docker-compose
  export COMPOSE_PROJECT_NAME=cluster COMPOSE_FILE=$PROJECT/docker/compose.cluster.yaml
  export STAITHE_PASSWORD=$PASSWORD STAITHE_PORT
  export NGINX_IMAGE=staithe-e2e/nginx S3_IMAGE=staithe-e2e/s3 POSTGRES_IMAGE=staithe-e2e/postgres
  STAITHE_PORT=$(free_port)
  export REGISTRY=127.0.0.1:$STAITHE_PORT
  local started=$SECONDS
  docker compose up --detach --wait || {
    docker compose logs >&2
    false
  }
  note "Two nodes, PostgreSQL, S3 and the proxy were up after $((SECONDS - started)) s"
}

teardown_file() {
  docker compose logs >"$REPORTS/compose-cluster.log" 2>&1
  docker compose down --volumes
}

setup() {
  load ../lib/client
  load container
  use crane
}

@test "compose cluster: the first start says the password of admin in the log of one node, which the proxy lets in" {
  local password
  password=$(docker compose logs node1 node2 | sed -n "s/.*'admin' was created with the password \([^ ]*\) .*/\1/p")
  equal "$(curl -s -o /dev/null -w '%{http_code}' "http://$REGISTRY/v2/")" 401
  crane auth login "$REGISTRY" --username admin --password "$password"
  for tag in 1 2 3 4; do
    crane push "$APP" "$REGISTRY/team/app:$tag"
    equal "$(crane digest "$REGISTRY/team/app:$tag")" "$(layout_digest "$APP")"
  done
}

@test "compose cluster: both nodes had a part in it" {
  local node
  for node in node1 node2; do
    run -0 docker compose logs "$node"
    grep -q 'io.staithe.access .* 20[0-9] ' <<<"$output" || fail "$node did nothing"
  done
}

# Until nginx leaves the dead node alone, single writes get 502, and crane tries again.
@test "compose cluster: a killed node is not missed" {
  docker compose kill node1
  equal "$(docker compose ps --status running --services | grep -c node)" 1
  crane pull --format oci "$REGISTRY/team/app:1" "$BATS_TEST_TMPDIR/app"
  layout_holds "$BATS_TEST_TMPDIR/app" "$APP"
  crane push "$APP" "$REGISTRY/team/again:1"
}

@test "compose cluster: it comes back, and a new start finds what was pushed" {
  docker compose up --detach --wait
  docker compose down
  docker compose up --detach --wait
  equal "$(crane digest "$REGISTRY/team/again:1")" "$(layout_digest "$APP")"
  crane pull --format oci "$REGISTRY/team/app:4" "$BATS_TEST_TMPDIR/app"
  layout_holds "$BATS_TEST_TMPDIR/app" "$APP"
}

@test "compose cluster: no request ended in an error of a node's own" {
  docker compose logs node1 node2 >"$BATS_TEST_TMPDIR/log" 2>&1
  run ! grep -E ' ERROR | [A-Z]+ /v2/[^ ]* 5[0-9][0-9] ' "$BATS_TEST_TMPDIR/log"
}
