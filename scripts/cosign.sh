#!/usr/bin/env bash
# Prints the path of Cosign, which the tests of signing run. It is Debian's, and needs no more than libc 2.34.
set -euo pipefail
cd "$(dirname "$0")"
exec ./debian-program.sh cosign forky usr/bin/cosign "${BAKETREE_COSIGN_CACHE:-/var/cache/baketree-cosign}"
