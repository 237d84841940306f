# colony/base: written by baketree from templates/colony/base.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: dc76717324b1fa3cf2ec315bb9a2082b3a5847e23aed7f889729330258fa6c7a

# The toolchain, and what colony needs beside it. planner and builder start from here.
ARG FLAVOUR=alpine

FROM chef AS start
# For networks with a certificate authority of their own: what runs "with-ca" trusts the secret "ca", if
# there is one. Mounted over the image's bundle instead, it would break package installs.
COPY --chmod=755 <<'EOF' /usr/local/bin/with-ca
#!/bin/sh
ca=/run/secrets/ca
if [ -s $ca ]; then export SSL_CERT_FILE=$ca CARGO_HTTP_CAINFO=$ca GIT_SSL_CAINFO=$ca; fi
exec "$@"
EOF

FROM start AS packages-alpine
ARG PACKAGES
RUN --mount=type=secret,id=ca,mode=0444 with-ca apk add --no-cache $PACKAGES

FROM start AS packages-debian
COPY --chmod=755 <<'EOF' /usr/local/bin/install-packages
#!/bin/sh
set -eu
# Many images have all of them: then the archive need not be asked.
if dpkg -s "$@" > /dev/null 2>&1; then exit; fi
trust=${SSL_CERT_FILE:+-o Acquire::https::CAInfo=$SSL_CERT_FILE}
apt-get update $trust
apt-get install --yes --no-install-recommends $trust "$@"
rm -rf /var/lib/apt/lists/*
EOF
ARG PACKAGES
RUN --mount=type=secret,id=ca,mode=0444 with-ca install-packages $PACKAGES

FROM packages-${FLAVOUR} AS base
WORKDIR /app
# Cargo compiles everything anew when one of these changes: builder and colony inherit them from here.
# Both folders, as a .cargo/config.toml may name another one for what is between sources and binaries.
# The flags are cargo's own setting, not RUSTFLAGS: that would replace those of a .cargo/config.toml.
ARG BASE_RUSTFLAGS
ENV CARGO_TARGET_DIR=/app/target \
    CARGO_BUILD_BUILD_DIR=/app/target \
    CARGO_BUILD_RUSTFLAGS=${BASE_RUSTFLAGS}
