# shellcheck shell=bash
# Starts and stops the built jar; sourced by whatever needs a server of its own.

JAR=${STAITHE_E2E_JAR:-$(readlink -f "${BASH_SOURCE%/*}/../../..")/target/staithe.jar}

# For suites that start a server again and again and ask what it keeps, not how fast it is: a start takes three fifths of the work.
# shellcheck disable=SC2034 # used by who sources it
QUICK_START=(-XX:TieredStopAtLevel=1 -XX:+UseSerialGC)

# The java of a JDK 25, wherever it is installed.
find_java() {
  local home
  [[ -z ${STAITHE_JAVA:-} ]] || {
    printf '%s\n' "$STAITHE_JAVA"
    return
  }
  for home in "${JAVA_HOME:-}" "$(path_java_home)" /usr/lib/jvm/* /opt/* "$HOME"/.jdks/* "$HOME"/.sdkman/candidates/java/*; do
    if grep -qs '^JAVA_VERSION="25[".]' "$home/release"; then
      printf '%s\n' "$home/bin/java"
      return
    fi
  done
  fail "no JDK 25 found; install one, or set STAITHE_JAVA to its java command"
}

path_java_home() {
  local java
  java=$(command -v java) && dirname "$(dirname "$(readlink -f "$java")")"
}

# Below the ports that the kernel hands out, so that no client's connection takes it meanwhile; those from 26000 on are of the
# durability checks, which run beside other suites.
free_port() {
  local port
  while port=$((20000 + RANDOM % 6000)); do
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  printf '%s\n' "$port"
}

# start_server DATA LOG [PROPERTY...]: sets REGISTRY, MANAGEMENT and SERVER_PID once it is ready.
start_server() {
  local data=$1 log=$2 java
  [[ -f $JAR ]] || fail "$JAR is missing; build it with mvn package"
  java=$(find_java)
  REGISTRY=127.0.0.1:$(free_port)
  MANAGEMENT=127.0.0.1:$(free_port)
  "$java" -jar "$JAR" --server.port="${REGISTRY#*:}" --management.server.port="${MANAGEMENT#*:}" \
    --staithe.data="$data" "${@:3}" >>"$log" 2>&1 &
  SERVER_PID=$!
  await_server "$log"
}

# A server that is alive is on its way, however many others the machine is busy with.
await_server() {
  local end=$((SECONDS + 600))
  until curl -sf -o /dev/null "http://$MANAGEMENT/actuator/health/readiness" &&
    curl -s -o /dev/null "http://$REGISTRY/v2/"; do
    if ! kill -0 "$SERVER_PID" 2>/dev/null || ((SECONDS > end)); then
      tail -n 40 "$1" >&2
      fail "the server did not become ready"
    fi
    sleep 0.2
  done
}

stop_server() {
  [[ -n ${SERVER_PID:-} ]] || return 0
  kill "$SERVER_PID" 2>/dev/null || true
  wait "$SERVER_PID" 2>/dev/null || true
  SERVER_PID=
}
