setup_file() {
  load ../lib/client
  need mvn skopeo
  export DOCKER_CONFIG=$BATS_FILE_TMPDIR/docker
  cp -R "$BATS_TEST_DIRNAME/jib" "$BATS_FILE_TMPDIR/hello"
  cd "$BATS_FILE_TMPDIR/hello"
  skopeo copy --quiet --dest-tls-verify=false --all "oci:$MULTI:1" "docker://$REGISTRY/jib/base:1"
  jib_build jib/hello:1
}

setup() {
  load ../lib/client
  cd "$BATS_FILE_TMPDIR/hello"
}

jib_build() {
  mvn -B -ntp compile jib:build -Djib.useOnlyProjectCache=true -Djib.from.image="$REGISTRY/jib/base:1" -Djib.to.image="$REGISTRY/$1" "${@:2}"
}

@test "mvn jib:build pulls its base and pushes an image" {
  equal "$(served_digest jib/hello 1)" "$(<target/jib-image.digest)"
}

@test "the layers of Jib come back with the program" {
  skopeo copy --src-tls-verify=false "docker://$REGISTRY/jib/hello:1" "oci:$BATS_TEST_TMPDIR/hello:1"
  local layer classes=
  for layer in "$BATS_TEST_TMPDIR"/hello/blobs/sha256/*; do
    tar -tzf "$layer" app/classes/example/Hello.class 2>/dev/null && classes=$layer
  done
  tar -xOzf "$classes" app/classes/example/Hello.class | cmp - target/classes/example/Hello.class
}

@test "mvn jib:build of two platforms" {
  jib_build jib/hello:list -Djib.from.platforms=linux/amd64,linux/arm64
  equal "$(served_digest jib/hello list)" "$(<target/jib-image.digest)"
  run -0 served jib/hello/manifests/list
  equal "$(jq -c '[.manifests[].platform.architecture] | sort' <<<"$output")" '["amd64","arm64"]'
}

@test "mvn jib:build in the OCI format" {
  jib_build jib/hello:oci -Djib.container.format=OCI
  equal "$(served_digest jib/hello oci)" "$(<target/jib-image.digest)"
  equal "$(served jib/hello/manifests/oci | jq -r .config.mediaType)" application/vnd.oci.image.config.v1+json
}

@test "mvn jib:build again gives the same digest" {
  jib_build jib/hello:again
  equal "$(served_digest jib/hello again)" "$(served_digest jib/hello 1)"
}
