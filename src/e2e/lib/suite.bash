# shellcheck shell=bash
# What the runs of Bats suites share.

hide_container_stores() {
  local folder
  for folder in /var/lib/containers /run/containers /run/libpod /run/crun /run/runc /run/containerd /run/docker; do
    mkdir -p "$folder"
    mount -t tmpfs staithe-e2e "$folder"
  done
}

# A skipped case, or one that never ran, counts as failed.
count() {
  local planned passed
  planned=$(sed -n '1s/^1\.\.//p' "$1")
  passed=$(grep -c '^ok [0-9]* [^#]*$' "$1" || true)
  printf '%d passed, %d failed\n' "$passed" "$((${planned:-0} - passed))"
  [[ ${planned:-0} -gt 0 && $passed -eq $planned ]]
}
