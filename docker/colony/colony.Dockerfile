# colony/colony: written by baketree from templates/colony/colony.Dockerfile.hbs.
# To change it for good, change that and run: npm run generate
# sha256 of this file, with this number left out: bf6f088868395102be9119e8c6cab09f9496c375838496751f036bf29624bc4d

# The image that runs: the binaries, compiled from the sources on top of builder, and nothing else.
ARG COMMAND=own
FROM builder AS compile
COPY --chmod=755 <<'EOF' /usr/local/bin/check-binaries
#!/bin/sh
# check-binaries <binary>,<binary>… <the one that the image starts>
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
binaries=$1 started=$2
case ,$binaries, in
  *",$started,"*) ;;
  *) fail "the image would start \"$started\", which is not among BINARIES (\"$binaries\")" \
    'expected: the name of a binary that is in the image' \
    "to do: add \"$started\" to BINARIES, or set STARTED to one of them" ;;
esac
# Somewhere else than where settle is at work meanwhile.
CARGO_TARGET_DIR=/tmp/target CARGO_BUILD_BUILD_DIR=/tmp/target \
  cargo metadata --no-deps --locked --offline --format-version 1 > /tmp/metadata
tr '{' '\n' < /tmp/metadata |
  sed -n '/"kind":\["bin"\]/s/.*"name":"\([^"]*\)","src_path":"\/app\/\([^"]*\)".*/\1 \2/p' > /tmp/targets
wrong=$(awk -v binaries="$binaries" '
  { count[$1]++; found[$1] = found[$1] " " $2 }
  END {
    last = split(binaries, name, ",")
    for (i = 1; i <= last; i++) if (count[name[i]] != 1) { print name[i] found[name[i]]; exit }
  }' /tmp/targets)
case $wrong in
  '') ;;
  *' '*) fail "BINARIES names \"${wrong%% *}\", which several members build" \
    "found: ${wrong#* }" \
    'expected: one binary of that name' \
    'to do: rename one of them, or name the crate of the other in LEFT_OUT' ;;
  *) fail "BINARIES names \"$wrong\", which no member of the workspace builds" \
    "expected: some of $(cut -d ' ' -f 1 /tmp/targets | LC_ALL=C sort | paste -s -d ',' -)" ;;
esac
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-lock
#!/bin/sh
# check-lock <crate>,<crate>…: cargo compiled nothing. If that is because the lock file of the sources does
# not fit their manifests, that is said; cargo itself would name the trimmed one.
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
[ ! -s /tmp/built ] || exit 0
cp /tmp/given.lock Cargo.lock
versions > /tmp/locked
cargo update --workspace --offline --quiet
changed=$(versions | awk -v left=",$1," \
  'NR == FNR { locked[$0]; next } !($0 in locked) && !index(left, "," $1 ",")' /tmp/locked - | tr '\n' ' ')
[ -z "$changed" ] || fail "Cargo.lock does not fit the manifests of the workspace, which have: $changed" \
  'expected: a lock file that "cargo update --workspace --locked" accepts' \
  'to do: run "cargo update --workspace" in the workspace, and commit Cargo.lock'
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/compile
#!/bin/sh
# compile <binary>,<binary>… <the one that the image starts> <the path that its own command starts>
set -eu
binaries=$1 started=$2 command=$3
IFS=,
set --
for name in $binaries; do set -- "$@" --bin "$name"; done
unset IFS
failed=
cargo build --locked --offline --workspace --profile "$PROFILE" ${FEATURES:+--features "$FEATURES"} "$@" \
  --message-format json-render-diagnostics > /tmp/built || failed=1
note-written
if [ -n "$failed" ]; then
  check-lock "$LEFT_OUT"
  exit 1
fi

# Cargo says where they are: it depends on the profile, and on the workspace's own settings. Beside the root
# of the file system, as the engine reads all that is beside a folder before it copies from that.
mkdir -p /made/image/usr/local/bin
sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' /tmp/built | while IFS= read -r binary; do
  strip "$binary" -o "/made/image/usr/local/bin/${binary##*/}"
done
[ "/usr/local/bin/$started" = "$command" ] || ln -s "/usr/local/bin/$started" /made/image/started
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/note-written
#!/bin/sh
# What build scripts wrote into the sources, outside of their own folders, is not there in the next build. If
# the sources had it already, hash and name are kept, for settle to look whether they still have. If not, or
# if a build is killed before this, there is no "ended" that is newer than what build scripts did.
set -eu
met=target/.met
lost=$(find . -path ./target -prune -o ! -type d -print0 | xargs -0 stat -c '%y %n' |
  awk 'NR == FNR { had[$0]; next } !($0 in had) { print substr($0, 37) }' /tmp/given - |
  while IFS= read -r file; do
    line=$(sha256sum "$file" 2> /dev/null) || line=
    if grep -qxF -e "$line" /tmp/hashes; then printf '%s\n' "$line" >> $met/written; else printf '%s\n' "$file"; fi
  done | head -n 1)
if [ -z "$lost" ]; then
  touch $met/ended
else
  rm $met/ended
  echo "note-written: a build script wrote \"$lost\", so the next build compiles the whole workspace" >&2
fi
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
  rm -rf $met/list $met/times $met/ended $met/written
  cp -a "$seed/." target
  touch $met/clock
  find target -newer $met/clock -exec touch -h -r $met/clock {} +
  rm $met/begun
}

if [ -z "$(ls -A target)" ]; then
  begin_again 'it is empty'
elif [ -e $met/begun ]; then
  begin_again 'that was interrupted'
elif [ -e $met/list ] && ! cmp -s /plan/toolchain $met/toolchain; then
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
  cp /plan/toolchain $met
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
# On a full disk not every program says that it could not write.
whole() { [ "$(wc -l < "$1")" -eq "$2" ] || fail "not all of $1 could be written" 'expected: room on the disk of the engine'; }
whole /tmp/modes "$(find . -path ./target -prune -o -print | wc -l)"
whole /tmp/hashes "$(grep -c '^8' /tmp/modes)"
whole /tmp/links "$(grep -c '^a' /tmp/modes)"

# Build scripts that wrote into the sources have to do it again if it is not there, and cargo would not run
# them: see note-written.
everything=
if [ -s $met/list ] && { [ ! -e $met/ended ] ||
  { [ -s $met/written ] && grep -qvxF -f /tmp/hashes $met/written; } ||
  [ -n "$(find target -path '*/build/*' -newer $met/ended | head -n 1)" ]; }; then
  echo 'settle: all is taken for changed: a build script wrote into the sources, or was running in a killed build'
  everything=1
fi
rm -f /tmp/new
ls $met/times > /tmp/times
awk -F '\t' -v OFS='\t' -v everything="$everything" '
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
    # As one text, which mawk writes at once: check-binaries may have something to say, too.
    said = sprintf("settle: %d of %d files and folders changed, or are new to the compile cache\n", new, count)
    printf "%s", said > "/dev/stderr"
    if (new) print now > "/tmp/new"
  }
' what=times /tmp/times what=met $met/list what=hashes /tmp/hashes /tmp/links what=modes /tmp/modes > $met/list.new

# The list is complete before cargo runs, so a compile that fails leaves nothing that looks old.
# Nothing in it is newer than the clock, which begin_again or ahead_of_clock has just set.
if [ -s /tmp/new ]; then
  until touch $met/now && [ -n "$(find $met/now -newer $met/clock)" ]; do :; done
  mv $met/now "$met/times/$(cat /tmp/new)"
fi
whole $met/list.new "$(wc -l < /tmp/modes)"
mv $met/list.new $met/list
# Oldest first: a file of two names is as new as the newer one. Times that nothing has any more go.
sort -n $met/list | awk -F '\t' -v times="$met/times/" '
  what == "times" { old[$1]; next }
  $1 != time || ++named == 100 {
    time = $1
    named = 0
    delete old[time]
    printf "\ntouch -h -r %s%s", times, time
  }
  { gsub(/\047/, "\047\"\047\"\047", $3); printf " \047%s\047", $3 }
  END { print ""; for (time in old) print "rm " times time; print "touch /tmp/given" }
' what=times /tmp/times what=met - > /tmp/give-times
sh -eu /tmp/give-times
[ -e /tmp/given ] || fail 'not all of /tmp/give-times could be written' 'expected: room on the disk of the engine'

# For note-written. When all is new, build scripts write again what they wrote before.
if [ -n "$everything" ] || [ ! -e $met/written ]; then : > $met/written; fi
touch -r $met/clock $met/ended
find . -path ./target -prune -o ! -type d -print0 | xargs -0 stat -c '%y %n' > /tmp/given
EOF
COPY --chmod=755 <<'EOF' /usr/local/bin/check-links
#!/bin/sh
# A binary without the libraries it wants would fail when it is deployed. The runtime image's own loader
# is asked, so their versions count, too. A static binary names no loader and wants none.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
for binary in /made/image/usr/local/bin/*; do
  name=${binary##*/}
  headers=$(readelf --program-headers --wide "$binary")
  case $headers in *'program interpreter: '*) ;; *) continue ;; esac
  loader=${headers#*program interpreter: }
  loader=${loader%%]*}
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
COPY --chmod=755 <<'EOF' /usr/local/bin/check-base
#!/bin/sh
# A local base image may be older than the sources, or made with other settings.
set -eu
fail() { printf 'colony: %s\n' "$@" >&2; exit 1; }
for file in inputs toolchain trimmed.lock; do
  [ -f /plan/$file ] || fail "the base image does not say what it was made from: it has no /plan/$file" \
    'expected: a base image that this tree has made' \
    'to do: run "npm run bake builder colony", or bake with COLONY_BASE=tree'
done
list-inputs > /tmp/inputs
! cmp -s /plan/inputs /tmp/inputs || exit 0
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
# What planner did to leave crates out, done to these sources. They have the same lock file but for versions
# of their own crates, or check-base had refused them, so it is trimmed to the same but for these. Whether
# that fits the manifests here cargo says, as it compiles with it --locked.
set -eu
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
cp Cargo.lock /tmp/given.lock
versions | awk '
  NR == FNR { version[$1, ++given[$1]] = $2; next }
  /^name = / { name = $3; gsub(/["\r]/, "", name) }
  /^version = ""/ { sub(/""/, "\"" version[name, ++put[name]] "\"") }
  { print }
' - /plan/trimmed.lock > /tmp/trimmed.lock
cmp -s /tmp/trimmed.lock Cargo.lock || cp /tmp/trimmed.lock Cargo.lock
cp -R /plan/kept/. .
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
# need here; the names of the binaries are looked up while settle is at work. At last the whole tree to
# copy gets fixed times: the same binaries make the same layer.
RUN --network=none \
    --mount=type=cache,id=colony-${FLAVOUR}-${PROFILE}-${COMPILE_CACHE},sharing=locked,from=builder,source=/cooked,target=/app/target \
    --mount=type=bind,from=builder,source=/cooked,target=/seed \
    --mount=type=bind,from=runtime,target=/runtime,rw \
    check-base && trim-lock && { check-binaries "$BINARIES" "$STARTED" & } && \
    settle /seed "$COMPILE_CACHE_LIMIT" && wait $! && compile "$BINARIES" "$STARTED" /usr/local/bin/backend && \
    check-links && find /made/image -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

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
COPY --from=compile /made/image/ /
ARG RUN_AS
USER ${RUN_AS}
# What changes with every build comes last.
ARG BUILD_VERSION
ENV BUILD_VERSION=${BUILD_VERSION}
