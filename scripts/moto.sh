#!/usr/bin/env bash
# Installs moto, which plays AWS on this machine, into a Python environment of its own, once a machine, and
# prints the path of its server. The tests of ECR ask for it.
set -euo pipefail
version=5.2.1
folder=${BAKETREE_MOTO_CACHE:-/var/cache/baketree-moto}/$version
if [ ! -x "$folder/bin/moto_server" ]; then
  command -v python3 > /dev/null || {
    echo 'python3 is needed to install moto, and is not on PATH' >&2
    exit 4
  }
  # What an interrupted run left has no server yet, and is made anew.
  rm -rf "$folder"
  mkdir -p "$(dirname "$folder")"
  python3 -m venv "$folder" >&2 || {
    echo 'python3 cannot make an environment: on Debian the package python3-venv is missing' >&2
    exit 4
  }
  "$folder/bin/pip" install --quiet --disable-pip-version-check "moto[server]==$version" >&2
fi
echo "$folder/bin/moto_server"
