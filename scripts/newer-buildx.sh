#!/usr/bin/env bash
# Builds a newer buildx than Debian's from its Go module, once a machine, and prints its path. The oracle
# asks it for what the packaged one drops (policy, resources).
set -euo pipefail
version=v0.37.2
folder=${BAKETREE_BUILDX_CACHE:-/var/cache/baketree-buildx}/$version
if [ ! -x "$folder/buildx" ]; then
  command -v go > /dev/null || {
    echo 'go is needed to build a newer buildx, and is not on PATH' >&2
    exit 4
  }
  mkdir -p "$folder"
  # A build by "go install" states no version of its own.
  GOBIN=$folder go install \
    -ldflags "-X github.com/docker/buildx/version.Version=$version" \
    "github.com/docker/buildx/cmd/buildx@$version" >&2
fi
echo "$folder/buildx"
