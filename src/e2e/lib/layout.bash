# shellcheck shell=bash
# OCI image layouts written by hand, so that every digest is known before a client touches it.

IMAGE_TYPE=application/vnd.oci.image.manifest.v1+json
INDEX_TYPE=application/vnd.oci.image.index.v1+json

# store LAYOUT TYPE: keeps the bytes on standard input as a blob and prints its descriptor.
store() {
  local blobs=$1/blobs/sha256 file digest
  file=$(mktemp -p "$1")
  cat >"$file"
  digest=$(sha256sum "$file" | cut -d' ' -f1)
  mkdir -p "$blobs"
  jq -cn --arg type "$2" --arg digest "sha256:$digest" --argjson size "$(stat -c %s "$file")" \
    '{mediaType: $type, digest: $digest, size: $size}'
  mv "$file" "$blobs/$digest"
}

# A layer with one file: layer LAYOUT PATH < content
layer() {
  local root diff
  root=$(mktemp -d)
  mkdir -p "$root/$(dirname "$2")"
  install -m 755 /dev/stdin "$root/$2"
  diff=$(pack "$root" | sha256sum | cut -d' ' -f1)
  pack "$root" | gzip -n | store "$1" application/vnd.oci.image.layer.v1.tar+gzip |
    jq -c --arg diff "sha256:$diff" '. + {diff: $diff}'
  rm -rf "$root"
}

pack() {
  tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -c .
}

# An image with a shell and a message: image LAYOUT ARCHITECTURE MESSAGE
image() {
  local layout=$1 layers config
  layers=$(
    layer "$layout" bin/busybox </bin/busybox
    layer "$layout" message <<<"$3"
  )
  config=$(jq -s --arg architecture "$2" '{os: "linux", architecture: $architecture,
    config: {Cmd: ["/bin/busybox", "cat", "/message"]},
    rootfs: {type: "layers", diff_ids: map(.diff)}}' <<<"$layers" |
    store "$layout" application/vnd.oci.image.config.v1+json)
  jq -s --arg type "$IMAGE_TYPE" --argjson config "$config" \
    '{schemaVersion: 2, mediaType: $type, config: $config, layers: map(del(.diff))}' <<<"$layers" |
    store "$layout" "$IMAGE_TYPE" |
    jq -c --arg architecture "$2" '. + {platform: {os: "linux", architecture: $architecture}}'
}

# index < descriptors, one a line
index() {
  jq -s --arg type "$INDEX_TYPE" '{schemaVersion: 2, mediaType: $type, manifests: .}'
}

# Names the descriptor on standard input as tag 1 of the layout.
tag_layout() {
  jq -c '. + {annotations: {"org.opencontainers.image.ref.name": "1"}}' | index >"$1/index.json"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$1/oci-layout"
}

# app: an image of two layers. multi: an index of two platforms.
make_fixtures() {
  local app=$1/app multi=$1/multi
  mkdir -p "$app" "$multi"
  image "$app" amd64 "hello from amd64" | tag_layout "$app"
  {
    image "$multi" amd64 "hello from amd64"
    image "$multi" arm64 "hello from arm64"
  } | index | store "$multi" "$INDEX_TYPE" | tag_layout "$multi"
}

layout_digest() {
  jq -r '.manifests[0].digest' "$1/index.json"
}
