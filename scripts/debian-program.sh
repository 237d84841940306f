#!/usr/bin/env bash
# debian-program.sh <package> <release of Debian> <the program in it> <folder to keep it in>
# Unpacks a package of Debian, once a machine, and prints the path of a program that is in it. Nothing is
# installed. The package may be of a newer release than the machine is, where the program asks for no newer
# libc; it is had from the mirror that the machine's own packages come from.
set -euo pipefail
package=$1 suite=$2 name=$3 cache=$4
mkdir -p "$cache"
program() { find "$cache" -path "$cache/[0-9]*/$name" | sort -V | tail -1; }
found=$(program)
if [ -z "$found" ]; then
  for tool in apt-get dpkg-deb; do
    command -v "$tool" > /dev/null || {
      echo "$tool is needed to get Debian's package $package, and is not on PATH" >&2
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
    > "$half/sources.d/debian.list"
  # Proxies and such are the machine's business; its sources and lists stay as they are.
  apt() {
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$half/sources.d" \
      -o Dir::State::lists="$half/lists" -o Dir::Cache="$half" -o Dir::Etc::preferencesparts=/dev/null \
      -o APT::Default-Release="$suite" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@" >&2
  }
  apt update --error-on=any
  (cd "$half" && apt download "$package")
  deb=$(find "$half" -maxdepth 1 -name "${package}_*.deb")
  dpkg-deb -x "$deb" "$half/unpacked"
  version=$(dpkg-deb -f "$deb" Version)
  rm -rf "${cache:?}/$version"
  mv "$half/unpacked" "$cache/$version"
  found=$(program)
fi
echo "$found"
