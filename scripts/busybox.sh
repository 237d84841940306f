#!/usr/bin/env bash
# Prints the path of busybox, whose tools are those of alpine: tests run the example's scripts on them.
set -euo pipefail
cd "$(dirname "$0")"
exec ./debian-program.sh busybox-static trixie usr/bin/busybox "${BAKETREE_BUSYBOX_CACHE:-/var/cache/baketree-busybox}"
