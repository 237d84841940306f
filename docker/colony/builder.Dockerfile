# colony/builder: written by baketree from templates/colony/builder.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: ceaa75ca479649bb1818fd2253202f113085ef0452c95f6ae8ae90f9549c7afa

# A new version of one dependency compiles that one and what uses it: what the last cook left is at hand, in
# a folder that the engine keeps for each content of base and of what is copied here.
FROM base AS cook-cache
COPY --from=planner /plan/unseen/ /cook-cache/

# The base image: every dependency compiled, and all that colony needs to compile the rest offline.
FROM base AS builder
ARG PROFILE
ARG FEATURES

# The whole workspace is cooked, as colony compiles it: another choice of packages would unify features
# in another way. Then all goes that came of cargo-chef's stand-ins for the members: cargo goes by times,
# and a checkout may have any, so nothing of theirs may be there to be taken for the real.
COPY --chmod=755 <<'EOF' /usr/local/bin/cook
#!/bin/sh
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
features=${FEATURES:+--features $FEATURES}
cargo chef cook --no-build --recipe-path /plan/recipe.json
cp -R /plan/instead/. .
# Colony compiles in this image, so it need not ask again.
rustc -vV > /plan/toolchain

build() { cargo build --locked --workspace --keep-going --profile "$PROFILE" $features "$@"; }
build || true
# A crate from elsewhere that a patch makes use one of the workspace's own may want more than its stand-in
# has: such a crate is left to colony. Nothing else may fail.
if ! build --offline --quiet --message-format json > /tmp/units 2> /tmp/said; then
  sed -n '/^error/{s/^error: could not compile `\([^`]*\)`.*/\1/;s/^error: //;p;}' /tmp/said > /tmp/failed
  if wrong=$(grep -v -x -F -f /plan/uses-own /tmp/failed) || [ ! -s /tmp/failed ]; then
    fail "cargo cannot compile the workspace's dependencies (its own words are above)" \
      "found: $(echo $wrong)" \
      'expected: dependencies that compile in the image that CHEF_IMAGE names' \
      'to do: set CHEF_IMAGE to one with what they want, or name the member that uses them in LEFT_OUT'
  fi
  echo "left to colony, which has the workspace's own sources: $(sort -u /tmp/failed | paste -s -d ' ' -)"
fi

# Only what this cook uses stays, by cargo's own list of it. If that were too little, cargo would compile it
# here once more, and not in every build to come.
keep() {
  grep -o '"/app/target/[^"]*"' | grep -o '[-/][0-9a-f]\{16\}[./"]' | tr -d './"-' > /tmp/used
  find target -path '*/build/*/*' -prune -o -path '*/.fingerprint/*/*' -prune -o -print |
    sed -n 's/^.*[-/]\([0-9a-f]\{16\}\)\(\.[a-z]*\)\{0,1\}$/\1 &/p' |
    awk 'list { used[$1]; next } !($1 in used) { sub(/^[^ ]* /, ""); print }' list=1 /tmp/used list= - |
    tr '\n' '\0' | xargs -0 -r rm -rf
}
keep < /tmp/units
[ -s /tmp/failed ] || build --offline

# Nothing of the stand-ins stays. Cargo goes by names, so it is not asked about a name that others have, too.
grep -v '"package_id":"path+file:' /tmp/units | keep
set --
for name in $(cut -d ' ' -f 1 /plan/members); do
  [ "$(grep -c "^name = \"$name\"" Cargo.lock)" != 1 ] || set -- "$@" -p "$name"
done
[ $# = 0 ] || cargo clean --locked --offline --profile "$PROFILE" "$@"
find target -mindepth 2 -maxdepth 3 ! -path '*/deps/*' ! -name '.*' \( -type f -o -name incremental \) \
  -prune -exec rm -rf {} +
cp -a target /cooked
find /app -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
EOF
COPY --from=planner /plan/recipe.json /plan/members /plan/uses-own /plan/
COPY --from=planner /plan/instead/ /plan/instead/
# The sources of the crates stay in this layer: a cache mount can be collected, and colony is offline.
RUN --mount=type=secret,id=ca,mode=0444 \
    --mount=type=cache,id=colony-cook,sharing=locked,from=cook-cache,source=/cook-cache,target=/app/target \
    with-ca cook
COPY --from=planner /plan/inputs /plan/trimmed.lock /plan/
COPY --from=planner /plan/kept/ /plan/kept/
