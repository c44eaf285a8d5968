#!/bin/sh
# A release job that signs a file, and a lesson in how its secrets get into the log.
#
#   job.sh key    makes signing.key (RSA, unencrypted) and its public half; prints nothing
#   job.sh sign   signs a file and checks the signature, leaking on purpose as it goes
#
# Runs in the current folder. Expects SIGNING_PASSWORD, DEPLOY_TOKEN and RELEASE_URL in the
# environment. Without openssl, keys.js does the same with node:crypto.
set -eu
here=$(cd "$(dirname "$0")" && pwd)

have_openssl() { [ -z "${DEMO_NO_OPENSSL:-}" ] && command -v openssl >/dev/null 2>&1; }
say() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

make_key() {
  if have_openssl; then
    openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out signing.key 2>/dev/null ||
      openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out signing.key 2>/dev/null
    openssl pkey -in signing.key -pubout -out signing.pub
  else
    node "$here/keys.js" make signing.key signing.pub
  fi
}

sign_and_verify() {
  if have_openssl; then
    openssl dgst -sha256 -sign signing.key -out release.sig release.txt
    openssl dgst -sha256 -verify signing.pub -signature release.sig release.txt
  else
    node "$here/keys.js" sign signing.key release.txt release.sig
    node "$here/keys.js" verify signing.pub release.txt release.sig
  fi
}

# stands for any tool that takes a password as an argument
upload() { printf 'uploading %s as %s\n' "$1" "$3"; }

leak_password() {
  say 'set -x prints every argument'
  set -x
  upload release.txt --user ci --password "$SIGNING_PASSWORD"
  { set +x; } 2>/dev/null

  say 'env prints everything'
  env | grep -E '^(SIGNING|DEPLOY|RELEASE)_' | sort

  say 'base64 hides nothing: alone, and inside a Basic header'
  printf '%s' "$SIGNING_PASSWORD" | base64
  printf 'Authorization: Basic %s\n' "$(printf 'ci:%s' "$SIGNING_PASSWORD" | base64 | tr -d '\n')"

  say 'a JSON dump, a form body, a query'
  node -e '
    const { SIGNING_PASSWORD: password, DEPLOY_TOKEN: token } = process.env
    console.log(JSON.stringify({ user: "ci", password, token }))
    console.log(`> POST /login?password=${encodeURIComponent(password)}`)
    console.log(String(new URLSearchParams({ user: "ci", password })))'

  say 'a value that is written in two halves, a third of a second apart'
  half=$(printf '%s' "$DEPLOY_TOKEN" | cut -c1-20)
  printf 'token: %s' "$half"
  sleep 0.35
  printf '%s\n' "${DEPLOY_TOKEN#"$half"}"

  say 'pieces of a token: cut, wrapped, coloured in the middle, abbreviated'
  printf 'token starts with %s\n' "$half"
  printf '%s\n' "$DEPLOY_TOKEN" | fold -w 16
  printf '%s\033[32m%s\033[0m\n' "$half" "${DEPLOY_TOKEN#"$half"}"
  printf '%s...%s\n' "$(printf '%s' "$DEPLOY_TOKEN" | cut -c1-12)" "$(printf '%s' "$DEPLOY_TOKEN" | cut -c29-40)"
}

leak_key() {
  say 'cat'
  cat signing.key

  say 'on one line, indented, with \n as text'
  tr '\n' ' ' <signing.key
  printf '\n'
  sed 's/^/    /' signing.key
  awk '{ printf "%s\\n", $0 } END { print "" }' signing.key

  say 'base64 of the whole file, as in a Kubernetes secret'
  base64 <signing.key | tr -d '\n'
  printf '\n'

  say 'a single line of it (the first ones hold the public modulus)'
  sed -n 15p signing.key

  say 'a JSON dump'
  node -p 'JSON.stringify({ key: require("node:fs").readFileSync("signing.key", "utf8") })'
}

sign() {
  printf 'logveil 0.1.0\n' >release.txt
  say 'the public key is no secret and stays readable'
  cat signing.pub
  say 'signing'
  sign_and_verify
  leak_password
  leak_key
  say 'done'
}

case ${1:-} in
  key) make_key ;;
  sign) sign ;;
  *)
    echo 'usage: job.sh key|sign' >&2
    exit 2
    ;;
esac
