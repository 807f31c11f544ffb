# What both scripts of the action need. Written for bash 3.2 (macOS) and newer, and for Git for Windows.
# shellcheck shell=bash

# Text made fit for the message of a workflow command.
escaped() {
  local text=$1
  text=${text//'%'/%25}
  text=${text//$'\r'/%0D}
  text=${text//$'\n'/%0A}
  # Some readers of logs look for the last `::` of a command, not the first.
  text=${text//::/: :}
  printf '%s' "$text"
}

# Ends the step with an annotation and an exit code of sourcegate.
stop() {
  printf '::error title=sourcegate::%s\n' "$(escaped "$2")"
  exit "$1"
}

random() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# Prints a file so that nothing in it is taken for a workflow command.
print_inert() {
  local token
  token=$(random)
  printf '::stop-commands::%s\n' "$token"
  cat -- "$1"
  # The token must stand on a line of its own, however the file ends.
  printf '\n::%s::\n' "$token"
}

# Sets an output of the step, whatever its value holds.
output() {
  local delimiter
  delimiter="end-$(random)"
  printf '%s<<%s\n%s\n%s\n' "$1" "$delimiter" "$2" "$delimiter" >>"$GITHUB_OUTPUT"
}

# A path as programs of this system write it: with a drive letter on Windows.
native() {
  if command -v cygpath >/dev/null 2>&1; then cygpath -m -- "$1"; else printf '%s' "$1"; fi
}
