#!/usr/bin/env bash
# Breaks one promise at a time in a scratch copy and expects the test that the break names to fail. A mutant is one file,
# tests/mutants/NAME.patch: lines before the diff say `Promise:`, `Test:` (a filter on full names) and `Project:` (of tests/).
#
#   eng/mutants.sh [NAME...]     all of them, or those named; half a minute each, after some for building the copy
set -euo pipefail

here=$(readlink -f "${BASH_SOURCE[0]}")
root=${here%/eng/*}
tree="$root/artifacts/mutants/tree"
log="$root/artifacts/mutants/log"
export FRAUDWATCH_SHARED="${FRAUDWATCH_SHARED:-$root/../shared}" FRAUDWATCH_TEST_LONG=1

header() { sed -n "s/^$2: //p;/^diff /q" "$1"; }

# Warnings are the ordinary build's business; here they would only hide what the test says.
build() { dotnet build "$tree/$1" -c Release --nologo -v quiet -nodeReuse:false -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false "${@:2}" >"$log/build" 2>&1; }

broken_projects() { sed -n 's#^+++ b/src/\(FraudWatch\.[A-Za-z]*\)/.*#\1#p' "$1" | sort -u; }

# A break changes no signature, so one project is built and takes its place beside every program and test: seconds, not minutes.
place() {
  local dll
  find "$tree/src" "$tree/tests" -path "*/bin/Release/net10.0/$1.dll" | while read -r dll; do if ! [[ $2 -ef $dll ]]; then cp "$2" "$dll"; fi; done
}

build_broken() {
  local project
  for project in $(broken_projects "$1"); do
    cp "$tree/src/$project/bin/Release/net10.0/$project.dll" "$log/$project.sound"
    build "src/$project" --no-restore --no-dependencies || return 1
    place "$project" "$tree/src/$project/bin/Release/net10.0/$project.dll"
  done
}

restore_sound() {
  local project
  for project in $(broken_projects "$1"); do if [[ -e $log/$project.sound ]]; then place "$project" "$log/$project.sound"; fi; done
}

passes() { dotnet test "$tree/tests/$1" -c Release --no-build --nologo --filter "FullyQualifiedName~$2" >"$log/test" 2>&1; }

# A test run that failed for another reason than a failing test (nothing matched, a crash at the start) proves nothing.
test_failed() { grep -qE '^Failed!  - Failed: +[1-9]' "$log/test"; }

apply() { GIT_CEILING_DIRECTORIES="${tree%/*}" git -C "$tree" apply "$@"; }

copy_tree() {
  rm -rf "$tree"
  mkdir -p "$tree/artifacts" "$log"
  tar -C "$root" --exclude=./artifacts --exclude=./.git --exclude=bin --exclude=obj --exclude=TestResults -cf - . | tar -C "$tree" -xf -
  if [[ -e $root/artifacts/feed.props ]]; then cp "$root/artifacts/feed.props" "$tree/artifacts/"; fi
}

# All the named tests pass while nothing is broken: else a failure below would prove nothing.
control() {
  local project=$1 filter
  shift
  filter=$(for patch in "$@"; do if [[ $(header "$patch" Project) == "$project" ]]; then header "$patch" Test; fi; done | sort -u | sed 's/^/|FullyQualifiedName~/' | tr -d '\n')
  build "tests/$project" || { cat "$log/build" >&2; return 1; }
  passes "$project" "${filter#|FullyQualifiedName~}" && grep -qE '^Passed!' "$log/test" || { cat "$log/test" >&2; echo "control: a named test of $project fails without a break" >&2; return 1; }
  echo "control: $(grep -E '^Passed!' "$log/test")"
}

# Says how one mutant fared; fails when it was not caught.
try() {
  local patch=$1 name project test began=$SECONDS verdict=missed
  name=$(basename "$patch" .patch)
  project=$(header "$patch" Project)
  test=$(header "$patch" Test)
  if ! apply "$patch" 2>"$log/apply"; then
    verdict="the patch does not apply: $(head -1 "$log/apply")"
  else
    if ! build_broken "$patch"; then
      verdict="the break does not compile: $(grep -m1 error "$log/build")"
    elif ! passes "$project" "$test" && test_failed; then
      verdict=caught
    fi
    apply -R "$patch"
    restore_sound "$patch"
  fi
  printf '%-36s %-8s %4d s  %s\n' "$name" "$verdict" $((SECONDS - began)) "$test"
  [[ $verdict == caught ]]
}

main() {
  local patches=() name patch project missed=0
  for name in "$@"; do patches+=("$root/tests/mutants/$name.patch"); done
  if (($# == 0)); then patches=("$root"/tests/mutants/*.patch); fi
  copy_tree
  for project in $(for patch in "${patches[@]}"; do header "$patch" Project; done | sort -u); do control "$project" "${patches[@]}"; done
  for patch in "${patches[@]}"; do try "$patch" || missed=$((missed + 1)); done
  echo "${#patches[@]} mutants, $missed not caught"
  ((missed == 0))
}

main "$@"
