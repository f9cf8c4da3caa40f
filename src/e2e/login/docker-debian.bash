# shellcheck shell=bash
load docker

prepare() {
  export PATH=/usr/sbin:/usr/bin:/sbin:/bin
  need docker dockerd
  start_engine docker-debian
  save_image
}

finish() {
  stop_daemon docker-debian
}
