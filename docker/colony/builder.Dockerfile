# colony/builder: written by baketree from templates/colony/builder.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 60aab232e616f7dadeeaf1a9395a0bbb5faca8f853d2fe329011aef23226ea4d

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
features=${FEATURES:+--features $FEATURES}
cargo chef cook --locked --workspace --profile "$PROFILE" $features --recipe-path /plan/recipe.json
# Colony compiles in this image, so it need not ask again.
rustc -vV > /plan/toolchain

# Only what this cook uses stays, by cargo's own list of it. If that were too little, cargo would compile it
# here once more, and not in every build to come.
build() { cargo build --locked --offline --workspace --profile "$PROFILE" $features "$@"; }
build --quiet --message-format json > /tmp/units
grep -o '"/app/target/[^"]*"' /tmp/units | grep -o '[-/][0-9a-f]\{16\}[./"]' | tr -d './"-' > /tmp/used
find target -path '*/build/*/*' -prune -o -path '*/.fingerprint/*/*' -prune -o -print |
  sed -n 's/^.*[-/]\([0-9a-f]\{16\}\)\(\.[a-z]*\)\{0,1\}$/\1 &/p' |
  awk 'NR == FNR { used[$1]; next } !($1 in used) { sub(/^[^ ]* /, ""); print }' /tmp/used - |
  tr '\n' '\0' | xargs -0 -r rm -rf
build

cargo clean --locked --offline --profile "$PROFILE" $(sed 's/\([^ ]*\) .*/-p \1/' /plan/members)
cp -a target /cooked
find /app -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
EOF
COPY --from=planner /plan/recipe.json /plan/members /plan/
# The sources of the crates stay in this layer: a cache mount can be collected, and colony is offline.
RUN --mount=type=secret,id=ca,mode=0444 \
    --mount=type=cache,id=colony-cook,sharing=locked,from=cook-cache,source=/cook-cache,target=/app/target \
    with-ca cook
COPY --from=planner /plan/inputs /plan/trimmed.lock /plan/
COPY --from=planner /plan/kept/ /plan/kept/
