# colony/builder: written by baketree from templates/colony/builder.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 1d3f7729f5ee1d3331ea3e0a068de8ed3eb53a0be3fae2dd20eb83c6229bd7e1

# The base image: every dependency compiled, and all that colony needs to compile the rest offline.
FROM base AS builder
ARG PROFILE

# The whole workspace is cooked, as colony compiles it: another choice of packages would unify features
# in another way. Then all goes that came of cargo-chef's stand-ins for the members: cargo goes by times,
# and a checkout may have any, so nothing of theirs may be there to be taken for the real.
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
COPY --from=planner /plan/inputs /plan/
