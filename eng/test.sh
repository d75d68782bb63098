# Sourced by ./fraudwatch: runs the test projects and adds up what really ran.

test_filter='Category!=Long'

read_test_arguments() {
  local argument
  for argument in "$@"; do
    case $argument in
      --long)
        export FRAUDWATCH_TEST_LONG=1
        test_filter=
        ;;
      -h | --help)
        echo "./fraudwatch test [--long]: the unit and integration tests; --long adds those that take longer than 15 minutes together, and the mutants (tests/mutants)."
        exit 0
        ;;
      *) wrong_usage "test takes --long and nothing else, found '$argument'." ;;
    esac
  done
}

run_tests() {
  local results="$root/artifacts/test-results" project status=0
  export FRAUDWATCH_SHARED="${FRAUDWATCH_SHARED:-$root/../shared}"
  rm -rf "$results"
  for project in FraudWatch.Tests FraudWatch.IntegrationTests; do
    dotnet test "$root/tests/$project" -c Release --no-build --nologo ${test_filter:+--filter "$test_filter"} \
      --results-directory "$results" --logger "trx;LogFileName=$project.trx" --logger "console;verbosity=minimal" </dev/null >&2 || status=1
  done
  if [[ -n ${FRAUDWATCH_TEST_LONG:-} ]]; then "$root/eng/mutants.sh" </dev/null >&2 || status=1; fi
  report_tests "$results" "$status"
}

# Sums the counters of every results file; a project that left none has crashed, which is a failure whatever the others say.
report_tests() {
  local results=$1 status=$2 project passed=0 failed=0 skipped=0 counters
  for project in FraudWatch.Tests FraudWatch.IntegrationTests; do
    counters=$(grep -o '<Counters [^>]*' "$results/$project.trx" 2>/dev/null) || { say "$project left no results"; status=1; continue; }
    passed=$((passed + $(counter passed)))
    failed=$((failed + $(counter failed) + $(counter error) + $(counter timeout) + $(counter aborted)))
    skipped=$((skipped + $(counter total) - $(counter executed)))
    name_not_run "$results/$project.trx"
  done
  ((passed > 0 && failed == 0)) || status=1
  if ((skipped > 0)); then echo "$passed passed, $failed failed, $skipped skipped"; else echo "$passed passed, $failed failed"; fi
  exit "$status"
}

# Tests that lack what they need are named, so that nobody takes them for passed.
name_not_run() {
  local line
  grep -o '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*' "$1" | while read -r line; do
    line=${line#* testName=\"}
    say "not run: ${line%%\"*}"
  done || true
}

counter() {
  local value=${counters#* "$1"=\"}
  echo "${value%%\"*}"
}
