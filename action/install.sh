#!/usr/bin/env bash
# Finds the sourcegate binary on PATH, or downloads and verifies a release, or builds it from the source of this action.
# Sets the output `binary`. Exit codes are those of sourcegate: 2 for a wrong input, 4 when there is no trustworthy binary.
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
source_dir=$(dirname -- "$here")
# shellcheck source=action/common.sh
. "$here/common.sh"

own_version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$source_dir/Cargo.toml" | head -n 1)
version=${INPUT_VERSION:-$own_version}
if ! [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]]; then
  stop 2 "the input \`version\` is not a version such as $own_version"
fi
scratch=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/sourcegate.XXXXXX")

found() {
  echo "sourcegate: $2"
  output binary "$(native "$1")"
  exit 0
}

# The target of this machine, as releases name it; fails where there is no release.
target() {
  local arch
  case $(uname -m) in
    x86_64 | amd64) arch=x86_64 ;;
    aarch64 | arm64) arch=aarch64 ;;
    *) return 1 ;;
  esac
  case $(uname -s) in
    Linux) if getconf GNU_LIBC_VERSION >/dev/null 2>&1; then echo "$arch-unknown-linux-gnu"; else echo "$arch-unknown-linux-musl"; fi ;;
    Darwin) echo "$arch-apple-darwin" ;;
    MINGW* | MSYS* | CYGWIN*) [ "$arch" = x86_64 ] && echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
  esac
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum <"$1"; else shasum -a 256 <"$1"; fi | cut -d ' ' -f 1
}

fetch() {
  # A mirror may be a plain HTTP server of the company's network: what counts is the digest, not the way it came.
  local protocols='=https'
  [ -z "${INPUT_MIRROR:-}" ] || protocols='=https,http'
  curl --proto "$protocols" --proto-redir "$protocols" --fail --silent --show-error --location --retry 2 \
    --connect-timeout 20 --max-time 300 --max-filesize 200000000 --output "$2" -- "$1"
}

# Sets `binary` from a release whose digest stands in digests.txt; fails where there is none to be had. Never returns when
# what was downloaded is not what was published.
download() {
  local archive name expected url
  name=$(target) || return 1
  name=sourcegate-$version-$name
  archive=$name.tar.gz
  expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$here/digests.txt")
  if [ -z "$expected" ]; then
    echo "sourcegate: this action knows no digest of $archive, so it is not downloaded"
    return 1
  fi
  if [ -n "${INPUT_MIRROR:-}" ]; then
    url=${INPUT_MIRROR%/}/$version
  elif [ -n "${ACTION_REPOSITORY:-}" ]; then
    url=$SERVER_URL/$ACTION_REPOSITORY/releases/download/$version
  else
    # `uses: ./`: the action is part of the repository, which is built.
    return 1
  fi
  fetch "$url/$archive" "$scratch/$archive" || return 1
  if [ "$(sha256 "$scratch/$archive")" != "$expected" ]; then
    stop 4 "$archive does not have the digest that this action knows; it was not run. Expected $expected, got $(sha256 "$scratch/$archive")"
  fi
  attested "$scratch/$archive" "$url/$archive.sigstore.json"
  tar -xzf "$scratch/$archive" -C "$scratch" || stop 4 "$archive cannot be unpacked"
  binary=$scratch/$name/sourcegate
  [ -f "$binary" ] || binary=$binary.exe
}

# Verifies the build attestation where the GitHub CLI is there. The digest has been checked already, so a missing
# attestation is said and no more; a wrong one stops.
attested() {
  if [ -z "${ACTION_REPOSITORY:-}" ] || ! gh attestation verify --help >/dev/null 2>&1; then
    echo "sourcegate: digest verified; no GitHub CLI here to verify the attestation with"
  elif ! fetch "$2" "$1.sigstore.json"; then
    echo "sourcegate: digest verified; the attestation could not be had"
  elif ! gh attestation verify "$1" --repo "$ACTION_REPOSITORY" --bundle "$1.sigstore.json" >"$1.log" 2>&1; then
    print_inert "$1.log"
    stop 4 "the build attestation of $(basename -- "$1") does not hold; it was not run"
  else
    echo "sourcegate: digest and build attestation verified"
  fi
}

on_path=$(command -v sourcegate || true)
if [ -n "$on_path" ]; then
  has=$("$on_path" --version 2>/dev/null || true)
  if [ -z "${INPUT_VERSION:-}" ] || [ "$has" = "sourcegate $version" ]; then
    found "$on_path" "${has:-sourcegate} from PATH"
  fi
  echo "sourcegate: the one on PATH is not version $version"
fi

if download; then
  found "$binary" "version $version, downloaded"
fi

[ "$version" = "$own_version" ] || stop 4 "version $version is neither on PATH nor to be downloaded, and this action holds the source of $own_version"
command -v cargo >/dev/null 2>&1 || stop 4 "there is no release for this machine to download, and no cargo to build sourcegate with; install Rust, or put sourcegate on PATH"
echo "sourcegate: building version $version from the source of this action"
cache=${RUNNER_TOOL_CACHE:-$scratch}/sourcegate
# From the folder of the action, because cargo obeys the .cargo/config.toml of the folder it is started in, and that of the
# workspace belongs to the change that is to be judged.
cd -- "$source_dir"
cargo build --release --locked --quiet --bin sourcegate --target-dir "$cache" ||
  stop 4 "sourcegate cannot be built on this machine; see the messages of cargo above"
binary=$cache/release/sourcegate
[ -f "$binary" ] || binary=$binary.exe
found "$binary" "version $version, built from source"
