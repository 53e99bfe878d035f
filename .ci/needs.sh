# What the commands need from the machine. Sourced by ampelbot and test.

need_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; then
    echo "AmpelBot needs the .NET 10 SDK. On Debian or Ubuntu: apt-get install dotnet-sdk-10.0 (or see https://dot.net/download)" >&2
    exit 1
  fi
}

# Installs the Debian packages that are not there, when it may; otherwise says the one line to run, and stops.
need_packages() {
  local missing=() package
  command -v dpkg-query >/dev/null || return 0
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo "
  local line="${sudo}apt-get update && ${sudo}apt-get install -y --no-install-recommends ${missing[*]}"
  if { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; } && command -v apt-get >/dev/null; then
    echo "Installing ${missing[*]} ..." >&2
    if DEBIAN_FRONTEND=noninteractive bash -c "$line" >/dev/null 2>&1; then return 0; fi
  fi
  echo "AmpelBot needs ${missing[*]}. Run: $line" >&2
  exit 1
}
