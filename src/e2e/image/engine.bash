# shellcheck shell=bash
# A current Docker engine with a bridge, and the two images that a build starts from; nothing is pulled.

# What a Java runtime asks of the system.
LIBRARIES=(ld-linux-x86-64.so.2 ld-linux-aarch64.so.1 libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1
  libresolv.so.2 libnss_files.so.2 libz.so.1)

# start_engine FOLDER LOG
start_engine() {
  local scratch=$1 log=$2 tool end=$((SECONDS + 60))
  for tool in docker moby containerd runc crane; do
    PATH=$(tool_folder "$tool"):$PATH
  done
  export PATH DOCKER_HOST=unix://$scratch/docker.sock DOCKER_CONFIG=$scratch/docker
  mkdir -p "$DOCKER_CONFIG/cli-plugins"
  ln -s "$(tool_folder docker-buildx)/docker-buildx" "$DOCKER_CONFIG/cli-plugins/"
  dockerd --data-root "$scratch/engine/data" --exec-root "$scratch/engine/exec" --pidfile "$scratch/engine.pid" \
    --host "$DOCKER_HOST" >"$log" 2>&1 &
  until docker info >/dev/null 2>&1; do
    ((SECONDS < end)) || { tail -n 20 "$log" >&2; fail "the engine did not start"; }
    sleep 0.2
  done
}

# stop_engine FOLDER
stop_engine() {
  local pid
  pid=$(<"$1/engine.pid")
  docker ps --all --quiet | xargs -r docker rm --force --volumes >/dev/null
  kill "$pid"
  while kill -0 "$pid" 2>/dev/null; do sleep 0.2; done
}

# make_base FOLDER: the base is the C library; the JDK image is that, a shell and the JDK of this machine.
make_base() {
  local root=$1/root jdk name file
  jdk=$(dirname "$(dirname "$(readlink -f "$(find_java)")")")
  mkdir -p "$root/etc" "$root/tmp" "$1/jdk/bin" "$1/jdk/etc/ssl/certs/java"
  chmod 1777 "$root/tmp"
  for name in "${LIBRARIES[@]}"; do
    for file in /lib64/$name /lib/$name /lib/*-linux-gnu/"$name"; do
      if [[ -f $file ]]; then install -D "$file" "$root$file"; fi
    done
  done
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  docker_image staithe-e2e/base "$root" <<'END'
FROM scratch
COPY . /
END
  cp /bin/busybox "$1/jdk/bin/"
  # Some packages link the certificates to a place outside the JDK.
  cp -L "$jdk/lib/security/cacerts" "$1/jdk/etc/ssl/certs/java/"
  docker_image staithe-e2e/jdk "$1/jdk" --build-context jdk="$jdk" <<'END'
FROM staithe-e2e/base
COPY . /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
COPY --from=jdk . /opt/jdk
ENV PATH=/opt/jdk/bin:/bin
END
}

# docker_image TAG CONTEXT [OPTION...] < Dockerfile
docker_image() {
  docker build --quiet --tag "$1" --file - "${@:3}" "$2" >/dev/null || fail "$1 was not built"
}
