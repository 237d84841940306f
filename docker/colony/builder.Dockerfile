# colony/builder: written by baketree from templates/colony/builder.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: b398bf4e496277a6f66f7e3cc6993351bc49ed20215f33b4187f64f849005f27

# The base image: every dependency compiled, and all that colony needs to compile the rest offline.
FROM base AS builder
ARG PROFILE

# The whole workspace is cooked, as colony compiles it: another choice of packages would unify features
# in another way. cargo-chef leaves some of what it compiled of its stand-ins for the members. Cargo goes
# by times, and the sources of a checkout may be older, so it would take the stand-ins' for theirs.
COPY --chmod=755 <<'EOF' /usr/local/bin/cook
#!/bin/sh
set -eu
cargo chef cook --locked --workspace --profile "$PROFILE" --recipe-path /plan/recipe.json
cargo clean --locked --offline --profile "$PROFILE" $(sed 's/\([^ ]*\) .*/-p \1/' /plan/members)
find /app -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
EOF
COPY --from=planner /plan/recipe.json /plan/members /plan/
# The sources of the crates stay in this layer: a cache mount can be collected, and colony is offline.
RUN --mount=type=secret,id=ca,mode=0444 with-ca cook
COPY --from=planner /plan/kept /plan/kept
