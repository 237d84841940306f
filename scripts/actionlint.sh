#!/usr/bin/env bash
# Builds actionlint from its Go module, once a machine, and prints its path. The tests of workflows ask it
# whether GitHub would take them.
set -euo pipefail
version=v1.7.12
folder=${BAKETREE_ACTIONLINT_CACHE:-/var/cache/baketree-actionlint}/$version
if [ ! -x "$folder/actionlint" ]; then
  command -v go > /dev/null || {
    echo 'go is needed to build actionlint, and is not on PATH' >&2
    exit 4
  }
  mkdir -p "$folder"
  GOBIN=$folder go install "github.com/rhysd/actionlint/cmd/actionlint@$version" >&2
fi
echo "$folder/actionlint"
