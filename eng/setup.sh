# Sourced by ./fraudwatch: installs and builds what a command needs and the machine lacks. Every check of a machine that lacks nothing
# must be cheap: it runs before every command.

say() { echo "fraudwatch: $*" >&2; }

fail() {
  say "$*"
  exit 1
}

# step WHAT COMMAND...: says what is done and how long it took; shows what the command said only when it fails.
step() {
  local what=$1 log="$root/artifacts/setup.log" from=${EPOCHREALTIME/./}
  shift
  say "$what ..."
  # Descriptor 9 is the set-up lock: a build server that lived on with it would keep everyone else out.
  if ! "$@" >"$log" 2>&1 </dev/null 9>&-; then
    tail -40 "$log" >&2
    fail "$what: failed. All of it is in $log"
  fi
  local tenths=$(((${EPOCHREALTIME/./} - from) / 100000))
  say "$what: $((tenths / 10)).$((tenths % 10)) s"
}

set_up() {
  case $1 in demo | test) require_postgres ;; esac
  is_built || build_everything
  case $1 in
    retrain) feed_has MicrosoftML || require_xgboost ;;
    test) require_xgboost ;; # both learners are tested, whichever trains by default
  esac
}

build_everything() {
  mkdir -p "$root/artifacts"
  exec 9>"$root/artifacts/lock"
  flock 9
  if ! is_built; then
    require_sdk
    learn_what_the_feed_has
    feed_has Librdkafka || build_librdkafka
    build_solution
  fi
  exec 9>&-
}

require_sdk() {
  command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.' && return
  fail "needs the .NET SDK 10 and found none. Get it from https://dotnet.microsoft.com/download/dotnet/10.0 or by:
  curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0"
}

feed_has() { grep -q "<FeedHas$1>true<" "$root/artifacts/feed.props" 2>/dev/null; }

learn_what_the_feed_has() {
  [[ -e $root/artifacts/feed.props ]] \
    || step "asking the package feed for what it may lack" dotnet msbuild "$root/eng/feed/Feed.targets" -nologo -t:LearnWhatTheFeedHas
}

build_librdkafka() {
  [[ -s ${XDG_CACHE_HOME:-${HOME:-}/.cache}/fraudwatch/librdkafka-2.15.1/librdkafka.so ]] && return
  local missing=()
  command -v npm >/dev/null || missing+=(npm)
  command -v gcc >/dev/null && command -v g++ >/dev/null || missing+=(gcc g++)
  command -v make >/dev/null || missing+=(make)
  # Without these it builds too, but talks no TLS and no gzip; who cannot install them is not held up by them.
  if ((EUID == 0)); then
    [[ -e /usr/include/openssl/ssl.h ]] || missing+=(libssl-dev)
    [[ -e /usr/include/zlib.h ]] || missing+=(zlib1g-dev)
  fi
  install_packages "${missing[@]}"
  step "building librdkafka from source, once for this user" "$root/eng/build-librdkafka"
}

build_solution() {
  : >"$root/artifacts/building"
  step "building" dotnet build "$root/FraudWatch.sln" -c Release -nologo -v quiet -nodeReuse:false
  mv "$root/artifacts/building" "$root/artifacts/built.began"
  : >"$root/artifacts/built.ended"
}

require_postgres() {
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || command -v postgres >/dev/null || install_packages postgresql
}

# Trains where the feed has no ML.NET; elsewhere `retrain --learner xgboost` asks for it by name.
require_xgboost() {
  compgen -G '/usr/lib/*/libxgboost.so.0' >/dev/null || compgen -G '/usr/lib/libxgboost.so.0' >/dev/null || install_packages libxgboost0
}

install_packages() {
  (($#)) || return 0
  if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
    fail "needs packages that are not installed. Install them: sudo apt-get install $*"
  fi
  mkdir -p "$root/artifacts"
  step "updating the list of apt packages" apt-get update -q
  step "installing $*" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}
