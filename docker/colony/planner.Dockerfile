# colony/planner: written by baketree from templates/colony/planner.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 276181f18732864e0f4cbbf83955df3972153ece859428a49ab15af8a0e53fbd

# Reads manifests and no sources (see the ignore file beside this one), so a change of sources leaves
# everything up to builder cached. What it hands on is in /plan: the recipe for builder, the members,
# and what the base image is made from, so that colony can tell when one is older than its sources.
FROM base AS inputs
COPY . .
COPY --chmod=755 <<'EOF' /usr/local/bin/list-inputs
#!/bin/sh
# What decides what is cooked, a line each: hash and name of a file, or a setting. The runner makes the
# same list; what does not count in a file is written down for it beside the tree.
set -eu
export LC_ALL=C
# A version of the workspace's own does not count: cargo-chef masks it, so the cook is the same.
without_versions() {
  awk '
    function inline(line,   done, found) {
      while (match(line, /[{,][ \t]*version[ \t]*=[ \t]*"[^"]*"/)) {
        found = substr(line, RSTART, RLENGTH)
        sub(/"[^"]*"/, "", found)
        done = done substr(line, 1, RSTART - 1) found
        line = substr(line, RSTART + RLENGTH)
      }
      return done line
    }
    function finish(   i) {
      # The members of a lock file have no source.
      if (line[1] ~ /^\[\[package\]\]\r?$/ && line[2] ~ /^name = / && line[3] ~ version && line[4] !~ /^source = /)
        sub(/"[^"]*"/, "", line[3])
      for (i = 1; i <= count; i++) {
        if ((own || (dependency && path)) && line[i] ~ version) sub(/"[^"]*"/, "", line[i])
        print line[i]
      }
      split("", line)
      count = own = dependency = path = 0
    }
    BEGIN { version = "^[ \t]*version[ \t]*=[ \t]*\"[^\"]*\"" }
    /^[ \t]*\[/ {
      finish()
      own = /^[ \t]*\[(workspace\.)?package\]/
      dependency = /^[ \t]*\[[^]]*dependencies\.[^]]*\]/
    }
    /^[ \t]*path[ \t]*=/ { path = 1 }
    { line[++count] = /[{,][ \t]*path[ \t]*=/ ? inline($0) : $0 }
    END { finish() }
  ' "$1"
}
find . -path ./target -prune -o -type f \( -name Cargo.toml -o -path ./Cargo.lock \
  -o -path ./.cargo/config -o -path ./.cargo/config.toml \
  -o -path ./rust-toolchain -o -path ./rust-toolchain.toml \) -print \
  | sort | while IFS= read -r file; do
    printf '%s  %s\n' "$(without_versions "$file" | sha256sum | cut -c 1-64)" "${file#./}"
  done
printf '%s=%s\n' BASE_RUSTFLAGS "$BASE_RUSTFLAGS"
printf '%s=%s\n' CHEF_IMAGE "$CHEF_IMAGE"
printf '%s=%s\n' FLAVOUR "$FLAVOUR"
printf '%s=%s\n' LEFT_OUT "$LEFT_OUT"
printf '%s=%s\n' PACKAGES "$PACKAGES"
printf '%s=%s\n' PROFILE "$PROFILE"
EOF
ARG BASE_RUSTFLAGS
ARG CHEF_IMAGE
ARG FLAVOUR
ARG LEFT_OUT
ARG PACKAGES
ARG PROFILE
RUN mkdir /plan && list-inputs > /plan/inputs

FROM base AS planner
COPY . .

# Cargo reads a manifest only if the files of its targets are there, so each gets an empty one. A library
# for every package, whatever it has, does for its dependencies, and clashes with no binary.
COPY --chmod=755 <<'EOF' /usr/local/bin/stub-targets
#!/bin/sh
set -eu
find . -name Cargo.toml | while IFS= read -r manifest; do
  awk -v folder="${manifest%/*}" '
    function unquoted(text) {
      sub(/^[^=]*=[ \t]*/, "", text)
      quote = substr(text, 1, 1)
      if (quote != "\"" && quote != "\047") { sub(/[ \t#].*/, "", text); return text }
      text = substr(text, 2)
      return substr(text, 1, index(text, quote) - 1)
    }
    function stub(path) { print folder "/" path }
    function named(kind, name, path) {
      if (kind == "lib") library = path
      else if (path != "") stub(path)
      else if (name != "") stub(home[kind] "/" name ".rs")
      if (kind == "bin") binaries[name] = 1
    }
    function finish() { if (table in home) named(table, name, path); name = path = "" }
    BEGIN { home["lib"]; home["bin"] = "src/bin"; home["example"] = "examples"; home["test"] = "tests"; home["bench"] = "benches" }
    { sub(/\r$/, "") }
    # Text over several lines may look like anything.
    { if (gsub(/"""|\047\047\047/, "&") % 2) { inside = !inside; next } }
    inside || /^[ \t]*#/ { next }
    /^[ \t]*\[/ {
      finish()
      table = $0
      sub(/\][ \t]*(#.*)?$/, "", table)
      gsub(/[][ \t"]/, "", table)
      if (table == "package") package = 1
      if (table ~ /(^|\.)build-dependencies(\.|$)/) script = 1
      next
    }
    table == "" && /^[ \t]*package[ \t]*[.=]/ { package = 1 }
    table == "" && /^[ \t]*build-dependencies[ \t]*[.=]/ { script = 1 }
    /^[ \t]*name[ \t]*=/ { name = unquoted($0) }
    /^[ \t]*path[ \t]*=/ { path = unquoted($0) }
    table == "package" && /^[ \t]*links[ \t]*=/ { script = 1 }
    table == "package" && /^[ \t]*build[ \t]*=/ { build = unquoted($0) }
    table == "package" && /^[ \t]*default-run[ \t]*=/ { run = unquoted($0) }
    END {
      finish()
      if (!package) exit
      stub(library == "" ? "src/lib.rs" : library)
      if (run != "" && !(run in binaries)) stub("src/bin/" run ".rs")
      if (build != "" && build != "true" && build != "false") stub(build)
      else if (script && build != "false") stub("build.rs")
    }
  ' "$manifest"
done | while IFS= read -r file; do
  mkdir -p "${file%/*}"
  echo 'fn main() {}' > "$file"
done
EOF
RUN stub-targets

# Neither cargo-chef nor the cook notices a lock file that does not fit the manifests.
COPY --chmod=755 <<'EOF' /usr/local/bin/check-lock
#!/bin/sh
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
[ -f Cargo.lock ] || fail 'the workspace has no Cargo.lock' \
  'expected: a lock file beside the Cargo.toml at its root' \
  'to do: run "cargo generate-lockfile" in the workspace, and commit the file'
if ! cargo update --workspace --locked 2> /tmp/update; then
  cat /tmp/update >&2
  grep -q -e --locked /tmp/update || fail 'cargo cannot read the workspace, or cannot reach a registry (its own words are above)' \
    'expected: a workspace that "cargo metadata" accepts, all of it in COLONY_SOURCE, and a network' \
    'to do: if it is a certificate that cargo refuses, set CA_FILE to the bundle of your network'
  fail 'Cargo.lock does not fit the manifests of the workspace' \
    'expected: a lock file that "cargo update --workspace --locked" accepts' \
    'to do: run "cargo update --workspace" in the workspace, and commit Cargo.lock'
fi
EOF
RUN --mount=type=secret,id=ca,mode=0444 with-ca check-lock

# Members that cannot be built in an image are left out: an empty manifest takes the place of theirs, so
# the list of members may be written in any way and need not be edited. Then their dependencies leave
# the lock file, and everything from here on is compiled with it, --locked and --offline.
COPY --chmod=755 <<'EOF' /usr/local/bin/leave-out
#!/bin/sh
# leave-out <crate>,<crate>…
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
left_out=$1
# Lists the members as "name folder", from the ids that cargo gives them: path+file://<folder>#<version>,
# or …#<name>@<version> where the folder has another name.
list_members() {
  cargo metadata --no-deps --offline --format-version 1 > /tmp/metadata
  sed 's/.*"workspace_members":\[\([^]]*\)\].*/\1/' /tmp/metadata | tr ',' '\n' | tr -d '"' | awk -F '#' '{
    folder = name = $1
    sub(/^path\+file:\/\//, "", folder)
    sub(/.*\//, "", name)
    if ($2 ~ /@/) { name = $2; sub(/@.*/, "", name) }
    print name, folder
  }'
}
# Each package on disk with what it uses, as "name dependency …": those that the lock file gives no source.
on_disk() {
  awk '
    function finish() { if (name != "" && !fetched) print name used; name = used = fetched = "" }
    /^\[/ { finish() }
    /^name = / { name = $3; gsub(/"/, "", name) }
    /^source = / { fetched = 1 }
    /^ "/ { gsub(/[",]/, "", $1); used = used " " $1 }
    END { finish() }
  ' Cargo.lock
}

mkdir -p /plan/kept
list_members > /tmp/members
for name in $(echo "$left_out" | tr ',' ' '); do
  folder=$(awk -v name="$name" '$1 == name { print $2 }' /tmp/members)
  [ -n "$folder" ] || fail "LEFT_OUT names \"$name\", which is no member of the workspace" \
    "expected: some of $(awk '{ printf "%s%s", comma, $1; comma = "," }' /tmp/members)"
  [ "$folder" != /app ] || fail "LEFT_OUT names \"$name\", the package at the root of the workspace" \
    'expected: members in folders of their own'
  user=$(on_disk | awk -v name="$name" -v left=",$left_out," \
    '!index(left, "," $1 ",") { for (i = 2; i <= NF; i++) if ($i == name) { print $1; exit } }')
  [ -z "$user" ] || fail "LEFT_OUT names \"$name\", on which \"$user\" depends" \
    'expected: crates that no other one needs' \
    "to do: leave out \"$user\" too, or keep \"$name\""
  kept=/plan/kept${folder#/app}
  mkdir -p "$kept/src"
  : > "$kept/src/lib.rs"
  cat > "$kept/Cargo.toml" <<TOML
[package]
name = "$name"
version = "0.0.0"
edition = "2021"
build = false
autobins = false
autoexamples = false
autotests = false
autobenches = false
TOML
done
cp -R /plan/kept/. /app
cargo update --workspace --offline
cp Cargo.lock /plan/kept
# A crate that was a member only because one that is left out depends on it is none any more.
list_members > /plan/members

outside=$(on_disk | awk 'NR == FNR { member[$1]; next } !($1 in member) { print $1; exit }' /plan/members -)
[ -z "$outside" ] || fail "the workspace depends on \"$outside\" by its path, and it is no member" \
  'expected: every crate that is used by its path among the members, or cargo-chef does not see it' \
  "to do: add the folder of \"$outside\" to members in the Cargo.toml at the root"
EOF
ARG LEFT_OUT
RUN leave-out "$LEFT_OUT"

RUN cargo chef prepare --recipe-path /plan/recipe.json
COPY --from=inputs /plan/inputs /plan/
