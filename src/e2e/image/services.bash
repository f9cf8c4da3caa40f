# shellcheck shell=bash
# shellcheck disable=SC2154 # what is not set here is set by run
# Stands in for the images that compose.cluster.yaml names: the same commands, variables, folders and users, made from
# what this machine has.

# copy_programs ROOT FILE...: with every library that they are linked with.
copy_programs() {
  local root=$1 file library
  for file in "${@:2}"; do
    install -D "$file" "$root$file"
    ldd "$file" | awk '$3 ~ /^\// {print $3}' | while read -r library; do
      [[ -e $root$library ]] || install -D "$library" "$root$library"
    done
  done
}

# A shell, its commands, and the users that the programs become.
copy_shell() {
  local root=$1
  mkdir -p "$root/bin" "$root/etc" "$root/var/log/nginx" "$root/var/lib/nginx" "$root/run/postgresql"
  cp /bin/busybox "$root/bin/"
  printf '%s\n' root:x:0:0::/:/bin/sh postgres:x:999:999::/var/lib/postgresql:/bin/sh >"$root/etc/passwd"
  printf '%s\n' root:x:0: postgres:x:999: >"$root/etc/group"
}

# make_services FOLDER
make_services() {
  make_nginx "$1/nginx"
  make_s3 "$1/s3"
  make_postgres "$1/postgres"
}

make_nginx() {
  copy_shell "$1"
  copy_programs "$1" /usr/sbin/nginx
  mkdir -p "$1/etc/nginx/conf.d"
  cat >"$1/etc/nginx/nginx.conf" <<'END'
user root;
pid /run/nginx.pid;
error_log /dev/stderr;
events { worker_connections 1024; }
http {
    access_log /dev/stdout;
    include /etc/nginx/conf.d/*.conf;
}
END
  docker_image staithe-e2e/nginx "$1" <<'END'
FROM staithe-e2e/base
COPY . /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
CMD ["/usr/sbin/nginx", "-g", "daemon off;"]
END
}

make_s3() {
  mkdir -p "$1"
  cp "$(tool_folder versitygw)/versitygw" "$1/"
  docker_image staithe-e2e/s3 "$1" <<'END'
FROM staithe-e2e/base
COPY versitygw /bin/
ENTRYPOINT ["/bin/versitygw"]
END
}

make_postgres() {
  local version
  version=$(printf '%s\n' /usr/lib/postgresql/*/ | sort -V | tail -n 1)
  version=$(basename "$version")
  copy_shell "$1"
  copy_programs "$1" "/usr/lib/postgresql/$version"/bin/{postgres,initdb,pg_ctl,pg_isready} \
    "/usr/lib/postgresql/$version"/lib/*.so
  mkdir -p "$1/usr/share/postgresql" "$1/usr/share/zoneinfo" "$1/var/lib/postgresql"
  cp -R "/usr/share/postgresql/$version" "$1/usr/share/postgresql/"
  cp -R /usr/share/zoneinfo/{UTC,Etc} "$1/usr/share/zoneinfo/"
  cat >"$1/bin/start" <<'END'
#!/bin/sh
set -e
data=/var/lib/postgresql/data
if [ ! -s "$data/PG_VERSION" ]; then
  printf %s "$POSTGRES_PASSWORD" >/tmp/password
  initdb -D "$data" -U "$POSTGRES_USER" --pwfile=/tmp/password -A scram-sha-256 -E UTF8 --locale=C
  rm /tmp/password
  echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
  echo "CREATE DATABASE $POSTGRES_USER;" | postgres --single -D "$data" postgres
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/run/postgresql
END
  chmod 755 "$1/bin/start"
  docker_image staithe-e2e/postgres "$1" --build-arg VERSION="$version" <<'END'
FROM staithe-e2e/base
ARG VERSION
COPY . /
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN ln -s /run /var/run && chmod 1777 /tmp && chown -R 999:999 /var/lib/postgresql /run/postgresql
ENV PATH=/usr/lib/postgresql/$VERSION/bin:/bin
USER 999:999
VOLUME ["/var/lib/postgresql"]
CMD ["/bin/start"]
END
}
