# colony/colony: written by baketree from templates/colony/colony.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: 7bb1144f02a71ff31d16ed9bfc16b4744b638d05d898f0afd1490fb30fccfccc

# The image that runs: the binaries, compiled from the sources on top of builder, and nothing else.
ARG COMMAND=own
FROM builder AS compile
COPY --chmod=755 <<'EOF' /usr/local/bin/compile
#!/bin/sh
# compile <binary>,<binary>… <the one that the image starts> <the path that its own command starts>
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
binaries=$1 started=$2 command=$3
case ,$binaries, in
  *",$started,"*) ;;
  *) fail "the image would start \"$started\", which is not among BINARIES (\"$binaries\")" \
    'expected: the name of a binary that is in the image' \
    "to do: add \"$started\" to BINARIES, or set STARTED to one of them" ;;
esac
cargo metadata --no-deps --locked --offline --format-version 1 > /tmp/metadata
tr '{' '\n' < /tmp/metadata |
  sed -n '/"kind":\["bin"\]/s/.*"name":"\([^"]*\)","src_path":"\/app\/\([^"]*\)".*/\1 \2/p' > /tmp/targets
set --
for name in $(echo "$binaries" | tr ',' ' '); do
  found=$(awk -v name="$name" '$1 == name { print $2 }' /tmp/targets)
  case $(echo "$found" | grep -c .) in
    1) set -- "$@" --bin "$name" ;;
    0) fail "BINARIES names \"$name\", which no member of the workspace builds" \
      "expected: some of $(cut -d ' ' -f 1 /tmp/targets | LC_ALL=C sort | paste -s -d ',' -)" ;;
    *) fail "BINARIES names \"$name\", which several members build" \
      "found: $(echo $found)" \
      'expected: one binary of that name' \
      'to do: rename one of them, or name the crate of the other in LEFT_OUT' ;;
  esac
done
cargo build --locked --offline --workspace --profile "$PROFILE" ${FEATURES:+--features "$FEATURES"} "$@" \
  --message-format json-render-diagnostics > /tmp/built

# Cargo says where they are: it depends on the profile, and on the workspace's own settings.
mkdir -p /out/usr/local/bin
sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' /tmp/built | while IFS= read -r binary; do
  strip "$binary" -o "/out/usr/local/bin/${binary##*/}"
done
[ "/usr/local/bin/$started" = "$command" ] || ln -s "/usr/local/bin/$started" /out/started
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/settle
#!/bin/sh
# settle <the target folder of the base image> <the MiB that the one here may grow by>
# Cargo goes by times, and a checkout may have any. So before it runs, each file, folder and link gets the
# time at which ./target, which outlives builds, first met it as it is now. What is as it was last time
# keeps its time; everything else, the return of an older content too, is newer than all that cargo made.
set -eu
export LC_ALL=C
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
seed=$1 limit=$2 met=target/.met

size() { du -sm target | cut -f 1; }
ahead_of_clock() { mkdir -p $met/times && touch $met/clock && find target -newer $met/clock | head -n 1; }
# The base image's folder takes the place of this one. It holds nothing that cargo compares with sources
# here, so its own times may be cut off at the present.
begin_again() {
  echo "settle: the compile cache is begun again: $1"
  mkdir -p $met && touch $met/begun
  find target -mindepth 1 -maxdepth 1 ! -name .met -exec rm -rf {} +
  rm -rf $met/list $met/times
  cp -a "$seed/." target
  touch $met/clock
  find target -newer $met/clock -exec touch -h -r $met/clock {} +
  rm $met/begun
}

rustc -vV > /tmp/toolchain
if [ -z "$(ls -A target)" ]; then
  begin_again 'it is empty'
elif [ -e $met/begun ]; then
  begin_again 'that was interrupted'
elif [ -e $met/list ] && ! cmp -s /tmp/toolchain $met/toolchain; then
  begin_again 'another toolchain made it'
elif [ -e $met/list ] && ! grep -q '^[0-9]' $met/size; then
  begin_again 'what was noted of it is lost'
elif [ -e $met/list ] && [ $(($(size) - $(cat $met/size))) -gt "$limit" ]; then
  begin_again "it has grown by more than $limit MiB"
elif [ -n "$(ahead_of_clock)" ]; then
  begin_again 'the clock was set back'
fi
mkdir -p $met/times
if [ ! -e $met/list ]; then
  cp /tmp/toolchain $met
  size > $met/size
  : > $met/list
fi

strange=$(find . -path ./target -prune -o \( -name '*[[:cntrl:]]*' -o -name '*\\*' \) -print | head -n 1)
[ -z "$strange" ] || fail "the name of \"$strange\" has a control character or a backslash" \
  'expected: names that can stand in a list, one on a line'
find . -path ./target -prune -o -print0 | xargs -0 stat -c '%f %n' > /tmp/modes
find . -path ./target -prune -o -type f -print0 | xargs -0 -r sha256sum > /tmp/hashes
# Of a link what it says, and whether anything is there; where cargo writes, that is no news.
find . -path ./target -prune -o -type l -print | while IFS= read -r link; do
  found=
  case $(readlink -f "$link") in "$PWD/target" | "$PWD/target/"*) ;; *) if [ -e "$link" ]; then found=1; fi ;; esac
  echo "$({ readlink "$link"; echo "$found"; } | sha256sum | cut -c 1-64)  $link"
done > /tmp/links
rm -f /tmp/new
ls $met/times > /tmp/times
awk -F '\t' -v OFS='\t' '
  function folder_of(path) { sub(/\/[^\/]*$/, "", path); return path }
  what == "times" { kept[$1]; if ($1 + 0 > last) last = $1 + 0 }
  what == "met" && ($1 in kept) { time[$3] = $1; before[$3] = $2 }
  what == "hashes" { hash[substr($0, 67)] = substr($0, 1, 64) }
  what == "modes" { path[++count] = name = substr($0, 6); state[name] = substr($0, 1, 4) " " hash[name] }
  function changes(name, is, was) { changed[name]; if (is ~ /^a/ || was ~ /^a/) everything = 1 }
  END {
    now = last + 1
    for (name in before) if (!(name in state)) {
      changes(folder_of(name))
      changes(name, "", before[name])
    }
    for (i = 1; i <= count; i++) {
      name = path[i]
      if (!(name in before)) changes(folder_of(name))
      if (!(name in before) || state[name] != before[name]) changes(name, state[name], before[name])
    }
    # A symbolic link puts files under other names, whatever their times: when one changes, all is new.
    for (i = 1; i <= count; i++) if (everything || path[i] in changed) { time[path[i]] = now; new++ }
    # A build script without rerun-if-changed is run again for a newer file of its package. That leaves out
    # what is gone, hidden folders and packages in the package, so the manifests above a change are new, too;
    # and those above a link, which may lead to the change.
    if (new) for (name in state) if (state[name] ~ /^a/) changed[name]
    for (name in changed) for (;;) {
      manifest = name "/Cargo.toml"
      if ((manifest in state) && state[manifest] ~ /^8/) time[manifest] = now
      if (name == ".") break
      name = folder_of(name)
    }
    for (i = 1; i <= count; i++) print time[path[i]], state[path[i]], path[i]
    printf "settle: %d of %d files and folders changed, or are new to the compile cache\n", new, count > "/dev/stderr"
    if (new) print now > "/tmp/new"
  }
' what=times /tmp/times what=met $met/list what=hashes /tmp/hashes /tmp/links what=modes /tmp/modes > $met/list.new

# The list is complete before cargo runs, so a compile that fails leaves nothing that looks old.
if [ -s /tmp/new ]; then
  touch $met/clock
  until touch $met/now && [ -n "$(find $met/now -newer $met/clock)" ]; do :; done
  mv $met/now "$met/times/$(cat /tmp/new)"
fi
mv $met/list.new $met/list
rm -rf /tmp/met && mkdir /tmp/met
awk -F '\t' '{ print $3 >> ("/tmp/met/" $1); close("/tmp/met/" $1) }' $met/list
for time in $(cd $met/times && ls); do
  [ -e "/tmp/met/$time" ] || rm "$met/times/$time"
done
# Oldest first: a file of two names is as new as the newer one.
for time in $(cd $met/times && ls | sort -n); do
  tr '\n' '\0' < "/tmp/met/$time" | xargs -0 touch -h -r "$met/times/$time"
done
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
printf '%s=%s\n' FEATURES "$FEATURES"
printf '%s=%s\n' FLAVOUR "$FLAVOUR"
printf '%s=%s\n' LEFT_OUT "$LEFT_OUT"
printf '%s=%s\n' PACKAGES "$PACKAGES"
printf '%s=%s\n' PROFILE "$PROFILE"
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-base
#!/bin/sh
# A local base image may be older than the sources, or made with other settings.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
[ -f /plan/inputs ] || fail 'the base image does not say what it was made from' \
  'expected: a base image that this tree has made' \
  'to do: run "npm run bake builder colony", or bake with COLONY_BASE=tree'
list-inputs > /tmp/inputs
changed=$(awk '
  { name = $0 }
  !sub(/^[0-9a-f]+  /, "", name) { sub(/=.*/, "", name) }
  NR == FNR { cooked[name] = $0; next }
  cooked[name] != $0 { print name }
  { delete cooked[name] }
  END { for (name in cooked) print name }' /plan/inputs /tmp/inputs | LC_ALL=C sort | tr '\n' ' ')
[ -z "$changed" ] || fail "the base image is stale: since its dependencies were compiled, these changed: $changed" \
  'expected: a base image that was made from the same files, with the same settings' \
  'to do: run "npm run bake builder colony", or bake with COLONY_BASE=tree'
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/trim-lock
#!/bin/sh
# trim-lock <crate>,<crate>…: what planner did to leave crates out, done to these sources. Beside the base
# image's they may differ in versions of their own crates, which need no other base image.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
versions() {
  awk '
    function finish() { if (name != "" && !fetched) print name, version; name = fetched = "" }
    /^\[/ { finish() }
    /^name = / { name = $3; gsub(/["\r]/, "", name) }
    /^version = / { version = $3; gsub(/["\r]/, "", version) }
    /^source = / { fetched = 1 }
    END { finish() }
  ' Cargo.lock
}
versions > /tmp/locked
cp -R /plan/kept/. .
cargo update --workspace --offline
changed=$(versions | awk -v left=",$1," \
  'NR == FNR { locked[$0]; next } !($0 in locked) && !index(left, "," $1 ",")' /tmp/locked - | tr '\n' ' ')
[ -z "$changed" ] || fail "Cargo.lock does not fit the manifests of the workspace, which have: $changed" \
  'expected: a lock file that "cargo update --workspace --locked" accepts' \
  'to do: run "cargo update --workspace" in the workspace, and commit Cargo.lock'
EOF
COPY . .
ARG BASE_RUSTFLAGS
ARG CHEF_IMAGE
ARG FEATURES
ARG FLAVOUR
ARG LEFT_OUT
ARG PACKAGES
ARG PROFILE
ARG BINARIES
ARG STARTED
ARG COMPILE_CACHE
ARG COMPILE_CACHE_LIMIT
ARG SOURCE_DATE_EPOCH
# What the last builds compiled is at hand, and the builder's dependencies under it: the engine keeps one
# such folder for each content of /cooked in builder, so it never outlives toolchain or dependencies.
# In one step, as each further one costs a tenth of a second, and without a network, which cargo must not
# need here. At last the whole tree to copy gets fixed times: the same binaries make the same layer.
RUN --network=none \
    --mount=type=cache,id=colony-${FLAVOUR}-${PROFILE}-${COMPILE_CACHE},sharing=locked,from=builder,source=/cooked,target=/app/target \
    --mount=type=bind,from=builder,source=/cooked,target=/seed \
    --mount=type=bind,from=runtime,target=/runtime,rw \
    check-base && trim-lock "$LEFT_OUT" && \
    settle /seed "$COMPILE_CACHE_LIMIT" && compile "$BINARIES" "$STARTED" /usr/local/bin/backend && \
    check-links && find /out -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

FROM runtime AS own
ENV SERVICE_TYPE="backend" \
    COORDINATOR_HOST="localhost" \
    COORDINATOR_PORT="8083" \
    BACKEND_HOST="0.0.0.0" \
    BACKEND_PORT="8082"
EXPOSE 8082 8083
CMD ["/usr/local/bin/backend", "0.0.0.0", "8082", "aws"]

# Any other binary is started as it is: a command cannot name a variable, so it names a link to it.
FROM runtime AS other
CMD ["/started"]

FROM ${COMMAND} AS colony
COPY --from=compile /out/ /
ARG RUN_AS
USER ${RUN_AS}
# What changes with every build comes last.
ARG BUILD_VERSION
ENV BUILD_VERSION=${BUILD_VERSION}
