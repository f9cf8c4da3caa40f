# shellcheck shell=bash
# Containerd's content store, for both files of its cases.

# After this a pull must bring every byte.
forget_images() {
  ctr images ls --quiet | xargs -r ctr images rm --sync
  empty "$(ctr content ls --quiet)"
}

# pulled_layout LAYOUT: every blob of it is in the content store.
pulled_layout() {
  local file
  for file in "$1"/blobs/sha256/*; do
    ctr content get "sha256:${file##*/}" | cmp - "$file"
  done
}
