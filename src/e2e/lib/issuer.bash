# shellcheck shell=bash
# An issuer of ID tokens, such as a CI system: a key, the set of its public keys, tokens.

base64url() {
  basenc --base64url --wrap=0 | tr -d =
}

# make_issuer FOLDER
make_issuer() {
  local modulus
  openssl genrsa -out "$1/issuer.pem" 2048 2>/dev/null
  modulus=$(openssl rsa -in "$1/issuer.pem" -noout -modulus | cut -d= -f2 | basenc --base16 --decode | base64url)
  jq -n --arg n "$modulus" '{keys: [{kty: "RSA", use: "sig", alg: "RS256", kid: "e2e", n: $n, e: "AQAB"}]}' >"$1/jwks.json"
}

# A token that says which repository the job builds.
id_token() {
  local now signed
  now=$(date +%s)
  signed=$(printf '{"alg":"RS256","kid":"e2e"}' | base64url).$(jq -cn --argjson now "$now" \
    '{iss: "https://ci.example.com", aud: "registry.example.com", sub: "job", repository: "team/app",
      iat: $now, nbf: $now, exp: ($now + 300)}' | base64url)
  printf '%s.%s\n' "$signed" "$(printf %s "$signed" | openssl dgst -sha256 -sign "$ACCESS/issuer.pem" -binary | base64url)"
}
