# colony/planner: written by baketree from templates/colony/planner.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 6d30c3d3f6e5035b5fee3c998fad427ff6774989620613a49aaa7b1dea9c1f3e

# Reads manifests and no sources (see the ignore file beside this one), so a change of sources leaves
# everything up to builder cached. What it hands on is in /plan: the recipe for builder, the members,
# and what the base image is made from, so that colony can tell when one is older than its sources.
FROM base AS inputs
COPY . .
COPY --chmod=755 <<'EOF' /usr/local/bin/list-inputs
#!/bin/sh
# What decides what is cooked, a line each: hash and name of a file, or a setting. The runner makes the
# same list; what does not count in a file is written down for it beside the tree. Each process takes a
# millisecond or more, so there are as many for a hundred manifests as for one.
set -eu
export LC_ALL=C
counted=$(mktemp -d)
find . -path ./target -prune -o -type f \( -name Cargo.toml -o -path ./Cargo.lock \
  -o -path ./.cargo/config -o -path './.cargo/*.toml' \
  ! -path './.cargo/*/*' ! -name audit.toml ! -name mutants.toml \
  -o -path ./rust-toolchain -o -path ./rust-toolchain.toml \) -print | sort > "$counted.names"
# A version of the workspace's own does not count: cargo-chef masks it, so the cook is the same.
awk -v folder="$counted" '
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
      print line[i] > counted
    }
    split("", line)
    count = own = dependency = path = 0
  }
  function take(text) {
    if (text ~ /^[ \t]*\[/) {
      finish()
      own = text ~ /^[ \t]*\[(workspace\.)?package\]/
      dependency = text ~ /^[ \t]*\[[^]]*dependencies\.[^]]*\]/
    }
    if (text ~ /^[ \t]*path[ \t]*=/) path = 1
    line[++count] = text ~ /[{,][ \t]*path[ \t]*=/ ? inline(text) : text
  }
  BEGIN { version = "^[ \t]*version[ \t]*=[ \t]*\"[^\"]*\"" }
  {
    counted = sprintf("%s/%09d", folder, NR)
    printf "" > counted
    while ((getline text < $0) > 0) take(text)
    finish()
    close($0)
    close(counted)
  }
' "$counted.names"
(cd "$counted" && ls | xargs -r sha256sum) |
  awk 'NR == FNR { name[NR] = substr($0, 3); next } { print $1 "  " name[FNR] }' "$counted.names" -
rm -rf "$counted" "$counted.names"
printf '%s=%s\n' BASE_RUSTFLAGS "$BASE_RUSTFLAGS"
printf '%s=%s\n' CHEF_IMAGE "$CHEF_IMAGE"
printf '%s=%s\n' FEATURES "$FEATURES"
printf '%s=%s\n' FLAVOUR "$FLAVOUR"
printf '%s=%s\n' LEFT_OUT "$LEFT_OUT"
printf '%s=%s\n' PACKAGES "$PACKAGES"
printf '%s=%s\n' PROFILE "$PROFILE"
EOF
ARG BASE_RUSTFLAGS
ARG CHEF_IMAGE
ARG FEATURES
ARG FLAVOUR
ARG LEFT_OUT
ARG PACKAGES
ARG PROFILE
# Those that cargo does not see when it asks what it has compiled already: manifests and lock file it sees.
RUN mkdir -p /plan/unseen && list-inputs > /plan/inputs && \
    grep -v ' .*Cargo\.[a-z]*$' /plan/inputs > /plan/unseen/inputs

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
    # A list of tables in braces, which stands above all tables with headers.
    function inline(kind, list) {
      count = split(list, entry, "}")
      for (i = 1; i < count; i++) named(kind, within(entry[i], "name"), within(entry[i], "path"))
    }
    function within(entry, key) {
      if (!match(entry, "[{, \t]" key "[ \t]*=[ \t]*(\"[^\"]*\"|\047[^\047]*\047)")) return ""
      return unquoted(substr(entry, RSTART, RLENGTH))
    }
    function finish() { if (table in home) named(table, name, path); name = path = "" }
    BEGIN { home["lib"]; home["bin"] = "src/bin"; home["example"] = "examples"; home["test"] = "tests"; home["bench"] = "benches" }
    { sub(/\r$/, "") }
    # Text over several lines may look like anything.
    { if (gsub(/"""|\047\047\047/, "&") % 2) { inside = !inside; next } }
    inside || /^[ \t]*#/ { next }
    table == "" && /^[ \t]*(bin|example|test|bench)[ \t]*=[ \t]*\[/ {
      listed = $0
      gsub(/^[ \t]*|[ \t]*=.*/, "", listed)
      list = ""
      open = 0
    }
    listed != "" {
      sub(/#[^"\047]*$/, "")
      list = list " " $0
      gsub(/"[^"]*"|\047[^\047]*\047/, "")
      open += gsub(/\[/, "") - gsub(/\]/, "")
      if (open <= 0) { inline(listed, list); listed = "" }
      next
    }
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
COPY --chmod=755 <<'EOF' /usr/local/bin/check-toolchain
#!/bin/sh
# Only rustup reads a toolchain file. Without it, cargo would use what toolchain there is, and say nothing.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
for file in rust-toolchain rust-toolchain.toml none; do
  if [ -f $file ]; then break; fi
done
[ $file != none ] || exit 0
! command -v rustup > /dev/null || exit 0

# The older form is the name of the toolchain, and nothing else.
channel=$(tr -d '\r' < $file | awk '
  function bare(text) { gsub(/[ \t"\047]/, "", text); return text }
  { sub(/#.*/, "") }
  /^[ \t]*\[/ { tables = 1 }
  !tables && NF && first == "" { first = bare($0) }
  tables && /^[ \t]*(channel|path)[ \t]*=/ { sub(/^[^=]*=/, ""); named = bare($0) }
  END { print tables ? named : first }')
[ -n "$channel" ] || exit 0
rustc -vV > /tmp/toolchain
release=$(sed -n 's/^release: //p' /tmp/toolchain)
host=$(sed -n 's/^host: //p' /tmp/toolchain)

case ${channel%-"$host"} in
  stable) case $release in *-*) ;; *) exit 0 ;; esac ;;
  beta | nightly) case $release in *-"${channel%-"$host"}"*) exit 0 ;; esac ;;
  "$release") exit 0 ;;
  *) case $release in *-*) ;; "${channel%-"$host"}".*) exit 0 ;; esac ;;
esac
fail "$file asks for the toolchain \"$channel\", and the image that builds has Rust $release and no rustup" \
  'expected: an image with the toolchain that the workspace asks for, or with rustup, which fetches it' \
  "to do: set CHEF_IMAGE to such an image, or change $file"
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-config
#!/bin/sh
# Of what cargo's configuration includes, only the files beside it reach planner (see the ignore file). One
# that is optional would be missed in silence, and dependencies compiled without it.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
included=$(awk '
  function take(file) {
    sub(/^\.\//, "", file)
    if (file ~ /\// || file ~ /^(audit|mutants)\.toml$/) print from, "includes", file
    else if (!(file in taken)) { taken[file]; queue[++last] = file }
  }
  BEGIN {
    take("config")
    take("config.toml")
    while (last > at) {
      from = queue[++at]
      open = inside = 0
      while ((getline < (".cargo/" from)) > 0 && (inside || !/^[ \t]*\[/)) {
        inside = inside || sub(/^[ \t]*include[ \t]*=/, "")
        if (!inside) continue
        while (match($0, /"[^"]*"|\047[^\047]*\047|#/) && substr($0, RSTART, 1) != "#") {
          take(substr($0, RSTART + 1, RLENGTH - 2))
          sub(/"[^"]*"|\047[^\047]*\047/, "")
        }
        sub(/#.*/, "")
        open += gsub(/\[/, "") - gsub(/\]/, "")
        inside = open > 0
      }
    }
  }')
[ -z "$included" ] || fail "in .cargo, $(echo "$included" | head -n 1)" \
  'expected: files in the folder .cargo itself, other than audit.toml and mutants.toml' \
  'to do: move it there, and include it by its name alone'
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-workspace
#!/bin/sh
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
[ -f Cargo.toml ] || fail 'there is no Cargo.toml in the source folder' \
  "found: $(find . -name Cargo.toml | LC_ALL=C sort | sed 's/^\.\///' | tr '\n' ' ' | grep . || echo 'none below it either')" \
  'expected: the folder of a Rust workspace' \
  'to do: set COLONY_SOURCE to the folder with the Cargo.toml that has [workspace]'
[ -f Cargo.lock ] || fail 'the workspace has no Cargo.lock' \
  'expected: a lock file beside the Cargo.toml at its root' \
  'to do: run "cargo generate-lockfile" in the workspace, and commit the file'
cargo metadata --no-deps --offline --format-version 1 > /dev/null ||
  fail 'cargo cannot read the manifests of the workspace (its own words are above)' \
    'expected: a folder in which "cargo metadata" succeeds' \
    'to do: run "cargo metadata --no-deps" in the workspace, and mend what it names'
if ! cargo update --workspace --locked 2> /tmp/update; then
  cat /tmp/update >&2
  grep -q -e --locked /tmp/update ||
    fail 'cargo cannot find a dependency of the workspace (its own words are above)' \
      'expected: every crate that is used by its path in the source folder, and a network for the others' \
      'to do: if it is a certificate that cargo refuses, set CA_FILE to the bundle of your network'
  fail 'Cargo.lock does not fit the manifests of the workspace' \
    'expected: a lock file that "cargo update --workspace --locked" accepts' \
    'to do: run "cargo update --workspace" in the workspace, and commit Cargo.lock'
fi
EOF
RUN check-toolchain && check-config
RUN --mount=type=secret,id=ca,mode=0444 with-ca check-workspace

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
    gsub(/%20/, " ", folder)
    if ($2 ~ /@/) { name = $2; sub(/@.*/, "", name) }
    print name, folder
  }'
}
# Each package on disk with what it uses, as "name version dependency …": those that the lock file gives no
# source. Where there are several of one name, a dependency is name@version.
on_disk() {
  awk '
    function finish() { if (name != "" && !fetched) print name, version used; name = used = fetched = "" }
    /^\[/ { finish(); package = /^\[\[package\]\]/ }
    { gsub(/[",\r]/, "") }
    /^name = / && package { name = $3 }
    /^version = / { version = $3 }
    /^source = / { fetched = 1 }
    /^ / { used = used " " $1 ($2 == "" ? "" : "@" $2) }
    END { finish() }
  ' Cargo.lock
}

mkdir -p /plan/kept
list_members > /tmp/members
for name in $(echo "$left_out" | tr ',' ' '); do
  folder=$(awk -v name="$name" '$1 == name { sub(/^[^ ]* /, ""); print }' /tmp/members)
  [ -n "$folder" ] || fail "LEFT_OUT names \"$name\", which is no member of the workspace" \
    "expected: some of $(cut -d ' ' -f 1 /tmp/members | LC_ALL=C sort | paste -s -d ',' -)"
  [ "$folder" != /app ] || fail "LEFT_OUT names \"$name\", the package at the root of the workspace" \
    'expected: members in folders of their own'
  [ -d "$folder" ] || fail "LEFT_OUT names \"$name\", whose folder has a name with strange characters ($folder)" \
    'expected: letters, digits, blanks, and what else stands in an address as it is'
  version=$(on_disk | awk -v name="$name" '$1 == name { printf "%s%s", sep, $2; sep = " " }')
  case $version in *' '*) fail "LEFT_OUT names \"$name\", and several crates of the source folder have that name" \
    "found: versions $version" \
    'expected: a name that one of them has' \
    'to do: rename the one that is to be left out' ;;
  esac
  user=$(on_disk | awk -v name="$name" -v one="$name@$version" -v left=",$left_out," \
    '!index(left, "," $1 ",") { for (i = 3; i <= NF; i++) if ($i == name || $i == one) { print $1; exit } }')
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
# For colony, which puts in the versions of its own sources: those of crates on disk are left open, as they
# decide nothing of the base image.
awk -v left=",$left_out," '
  held != "" { if (!/^source = /) sub(/"[^"]*"/, "\"\"", held); print held; held = "" }
  /^name = / { name = $3; gsub(/["\r]/, "", name) }
  /^version = "/ && !index(left, "," name ",") { held = $0; next }
  { print }
  END { if (held != "") { sub(/"[^"]*"/, "\"\"", held); print held } }
' Cargo.lock > /plan/trimmed.lock
# A crate that was a member only because one that is left out depends on it is none any more.
list_members > /plan/members
EOF
ARG LEFT_OUT
RUN leave-out "$LEFT_OUT"

COPY --chmod=755 <<'EOF' /usr/local/bin/write-recipe
#!/bin/sh
# The recipe has the members alone, and all of them in one version, which the lock file may not bear: there
# may be a patch with a path, two crates of one name, or a crate that is no member. Then the manifests as
# they are take the place of the recipe's, and a new version of an own crate is cooked anew.
set -eu
# The version that a package has that does not say one, as tasks of a workspace often do not: cargo-chef
# changes what is written, in manifests as in the lock file.
while read -r _ folder; do
  grep -q '^[[:blank:]]*["'\'']\{0,1\}version' "$folder/Cargo.toml" ||
    sed -i 's/^\[package\]$/&\nversion = "0.0.0"/' "$folder/Cargo.toml"
done < /plan/members
cargo chef prepare --recipe-path /plan/recipe.json
# Of the configuration, the recipe has one file.
mkdir -p /plan/instead /tmp/recipe
[ ! -d .cargo ] || cp -R .cargo /plan/instead
cp -R /plan/instead/. /tmp/recipe
(cd /tmp/recipe && cargo chef cook --no-build --recipe-path /plan/recipe.json &&
  cargo update --workspace --locked --offline --quiet 2> /dev/null) || {
  echo 'write-recipe: the recipe does not fit Cargo.lock, so manifests are cooked as they are'
  cp -R . /plan/instead
}

# The workspace's own crates, and those from elsewhere that use one of them.
awk '
  function finish() { if (name != "" && !fetched) found[name]; name = fetched = "" }
  /^\[/ { finish() }
  /^name = / { name = $3; gsub(/["\r]/, "", name) }
  /^source = / { fetched = 1 }
  /^ "/ { gsub(/[",\r]/, "", $1); user[++count] = name; used[count] = $1 }
  END {
    finish()
    do {
      more = 0
      for (i = 1; i <= count; i++) if (used[i] in found && !(user[i] in found)) { found[user[i]]; more = 1 }
    } while (more)
    for (name in found) print name
  }
' Cargo.lock | LC_ALL=C sort > /plan/uses-own
EOF
RUN write-recipe
COPY --from=inputs /plan/ /plan/
