#!/usr/bin/env bash
# Unpacks Cosign from Debian's package, once a machine, and prints the program's path: the tests of signing
# run it. Nothing is installed. The package is forky's, of the mirror that the machine's own release comes
# from, and needs no more than libc 2.34, so that older releases can run it, too.
set -euo pipefail
suite=forky
cache=${BAKETREE_COSIGN_CACHE:-/var/cache/baketree-cosign}
mkdir -p "$cache"
program() { find "$cache" -path "$cache/[0-9]*/usr/bin/cosign" | sort -V | tail -1; }
found=$(program)
if [ -z "$found" ]; then
  for tool in apt-get dpkg-deb; do
    command -v "$tool" > /dev/null || {
      echo "$tool is needed to get Debian's package of Cosign, and is not on PATH" >&2
      exit 4
    }
  done
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk -v suite="$codename" '$1 == suite && $2 == "main" { print $3; exit }')
  [ -n "$mirror" ] || {
    echo "none of the machine's package sources is that of Debian $codename itself" >&2
    exit 4
  }
  half=$(mktemp -d "$cache/half-XXXXXX")
  trap 'rm -rf "$half"' EXIT
  mkdir -p "$half/sources.d" "$half/lists/partial" "$half/archives/partial" "$half/unpacked"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" \
    > "$half/sources.d/cosign.list"
  # Proxies and such are the machine's business; its sources and lists stay as they are.
  apt() {
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$half/sources.d" \
      -o Dir::State::lists="$half/lists" -o Dir::Cache="$half" -o Dir::Etc::preferencesparts=/dev/null \
      -o APT::Default-Release="$suite" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" >&2
  }
  apt update --error-on=any
  (cd "$half" && apt download cosign)
  deb=$(find "$half" -maxdepth 1 -name 'cosign_*.deb')
  dpkg-deb -x "$deb" "$half/unpacked"
  version=$(dpkg-deb -f "$deb" Version)
  rm -rf "${cache:?}/$version"
  mv "$half/unpacked" "$cache/$version"
  found=$(program)
fi
echo "$found"
