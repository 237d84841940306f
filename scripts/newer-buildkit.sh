#!/usr/bin/env bash
# Builds buildkitd and buildctl from their Go module, once a machine, and prints the folder with both. The
# tests of other drivers than docker's own run them: Debian packages no BuildKit apart from the engine.
set -euo pipefail
version=v0.33.0
cache=${BAKETREE_BUILDKIT_CACHE:-/var/cache/baketree-buildkit}
folder=$cache/$version
if [ ! -x "$folder/buildkitd" ] || [ ! -x "$folder/buildctl" ]; then
  command -v go > /dev/null || {
    echo 'go is needed to build BuildKit, and is not on PATH' >&2
    exit 4
  }
  mkdir -p "$cache"
  half=$(mktemp -d "$cache/half-XXXXXX")
  trap 'rm -rf "$half"' EXIT
  # "go install" refuses a module with exclude lines, so one of our own asks for the commands. Static, so
  # that an image needs nothing beside them.
  module=github.com/moby/buildkit
  mkdir "$half/module" "$half/bin"
  cd "$half/module"
  cat > tools.go << GO
package tools

import (
	_ "$module/cmd/buildctl"
	_ "$module/cmd/buildkitd"
)
GO
  {
    go mod init baketree.invalid/buildkit
    go mod edit -require "$module@$version"
    go mod tidy
    CGO_ENABLED=0 go build -o "$half/bin/" \
      -ldflags "-X $module/version.Version=$version" \
      "$module/cmd/buildkitd" "$module/cmd/buildctl"
  } >&2
  rm -rf "$folder"
  mv "$half/bin" "$folder"
fi
echo "$folder"
