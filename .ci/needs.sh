# What the commands need from the machine. Sourced by ampelbot and test.

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "AmpelBot needs the .NET 10 SDK. On Debian or Ubuntu: apt-get install dotnet-sdk-10.0 (or see https://dot.net/download)" >&2
    exit 1
  fi
}

# Installs the Debian packages that are not there, when it may; otherwise says the one line to run, and stops.
need_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  install_packages "$missing" && return 0
  echo "AmpelBot needs $missing. Run: $(install_line "$missing")" >&2
  exit 1
}

# Installs packages that only some tests need, when it may; otherwise says so and goes on. Those tests are then skipped, each with its reason.
want_packages() {
  local missing
  missing=$(missing_packages "$@")
  [ -z "$missing" ] && return 0
  install_packages "$missing" && return 0
  echo "Without $missing some tests are skipped. To run them too: $(install_line "$missing")" >&2
}

missing_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || return 0
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  echo "${missing[*]}"
}

install_line() {
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo "
  echo "${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends $1"
}

install_packages() {
  { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; } && command -v apt-get >/dev/null || return 1
  echo "Installing $1 ..." >&2
  DEBIAN_FRONTEND=noninteractive bash -c "$(install_line "$1")" >/dev/null 2>&1
}
