# colony/colony: written by baketree from templates/colony/colony.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 2d1097c3955b47223405efcf7fd24373a6f55f9b1f3899b80691eaffcca85c52

# The image that runs: the binaries, compiled from the sources on top of builder, and nothing else.
FROM builder AS compile
COPY --chmod=755 <<'EOF' /usr/local/bin/compile
#!/bin/sh
# compile <binary>,<binary>… <the path that the image starts>
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
binaries=$1 started=$2
cargo metadata --no-deps --locked --offline --format-version 1 > /tmp/metadata
targets=$(tr '{' '\n' < /tmp/metadata | sed -n '/"kind":\["bin"\]/s/.*"name":"\([^"]*\)".*/\1/p')
set --
for name in $(echo "$binaries" | tr ',' ' '); do
  echo "$targets" | grep -qx -e "$name" || fail "BINARIES names \"$name\", which no member of the workspace builds" \
    "expected: some of $(echo $targets | tr ' ' ',')"
  set -- "$@" --bin "$name"
done
cargo build --locked --offline --workspace --profile "$PROFILE" "$@" \
  --message-format json-render-diagnostics > /tmp/built

# Cargo says where they are: it depends on the profile, and on the workspace's own settings.
mkdir -p /out/usr/local/bin
sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' /tmp/built | while IFS= read -r binary; do
  strip "$binary" -o "/out/usr/local/bin/${binary##*/}"
done
[ -x "/out$started" ] || fail "the image would start $started, which is not among its binaries" \
  "found: $(ls /out/usr/local/bin | tr '\n' ' ')" \
  "to do: add \"${started##*/}\" to BINARIES (now \"$binaries\")"
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-links
#!/bin/sh
# A binary without the libraries it wants would fail when it is deployed. The runtime image's own loader
# is asked, so their versions count, too. A static binary names no loader and wants none.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
for binary in /out/usr/local/bin/*; do
  name=${binary##*/}
  loader=$(readelf --program-headers --wide "$binary" | sed -n 's/.*program interpreter: \(.*\)\]/\1/p')
  [ -n "$loader" ] || continue
  [ -e "/runtime$loader" ] || fail "\"$name\" is linked dynamically, and the runtime image has no $loader" \
    'expected: a runtime image with the C library that the binary is linked to' \
    'to do: set RUNTIME_IMAGE to one that has it, or FLAVOUR to "alpine" for static binaries'
  mkdir -p /runtime/linked
  cp "$binary" /runtime/linked
  missing=
  answer=$(chroot /runtime "$loader" --list "/linked/$name" 2>&1) || missing=1
  case $answer in *'not found'*) missing=1 ;; esac
  [ -z "$missing" ] || fail "\"$name\" wants libraries that the runtime image does not have" \
    "found: its loader says: $answer" \
    'expected: a runtime image with each of them, as new as the one that was linked' \
    'to do: set RUNTIME_IMAGE to one that has them, or link them statically'
done
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-base
#!/bin/sh
# A local base image may be older than the sources; cargo would take its lock file and say nothing.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
list-inputs > /tmp/inputs
changed=$(awk '{ hash = substr($0, 1, 64); file = substr($0, 69) }
  NR == FNR { cooked[file] = hash; next }
  cooked[file] != hash { print file }
  { delete cooked[file] }
  END { for (file in cooked) print file }' /plan/inputs /tmp/inputs | LC_ALL=C sort | tr '\n' ' ')
[ -z "$changed" ] || fail "the base image is stale: since its dependencies were compiled, these changed: $changed" \
  'expected: a base image that was made from the same manifests and the same Cargo.lock' \
  'to do: run "npm run bake builder colony", or bake with COLONY_BASE=tree'
EOF
COPY . .
RUN check-base
# The manifests of members that are left out, and the lock file without them, as planner made them.
RUN cp -R /plan/kept/. /app
ARG PROFILE
ARG BINARIES
RUN compile "$BINARIES" /usr/local/bin/backend
RUN --mount=type=bind,from=runtime,target=/runtime,rw check-links
# One copy of the whole tree with fixed times: the same binaries make the same layer.
ARG SOURCE_DATE_EPOCH
RUN find /out -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

FROM runtime AS colony
COPY --from=compile /out/ /
ENV SERVICE_TYPE="backend" \
    COORDINATOR_HOST="localhost" \
    COORDINATOR_PORT="8083" \
    BACKEND_HOST="0.0.0.0" \
    BACKEND_PORT="8082"
EXPOSE 8082 8083
CMD ["/usr/local/bin/backend", "0.0.0.0", "8082", "aws"]
# What changes with every build comes last.
ARG BUILD_VERSION
ENV BUILD_VERSION=${BUILD_VERSION}
