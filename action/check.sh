#!/usr/bin/env bash
# Runs `sourcegate check` once: annotations, step summary, reports and outputs all come from that run, and its exit code is
# the exit code of this step. Everything is written before the verdict, so that later steps can use it.
set -euo pipefail

here=$(cd -- "$(dirname -- "$0")" && pwd)
# shellcheck source=action/common.sh
. "$here/common.sh"

reports=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/sourcegate.XXXXXX")
arguments=(check --color=never --format=github)

# Values stand behind `=`, so that none of them can be read as an option.
option() {
  [ -z "$2" ] || arguments+=("--$1=$2")
}
[ "$INPUT_BASE" = none ] || option base "$INPUT_BASE"
option policy "$INPUT_POLICY"
option policy-from "$INPUT_POLICY_FROM"
option fail-on "$INPUT_FAIL_ON"
option as-of "$INPUT_AS_OF"

# Adds a report in this format; the name of the file is that which readers of the format expect.
report() {
  local file=sourcegate.$1
  case $1 in
    human) file=sourcegate.txt ;;
    markdown) file=sourcegate.md ;;
    junit) file=sourcegate.junit.xml ;;
    gitlab) file=sourcegate.gitlab.json ;;
  esac
  arguments+=("--output=$1=$(native "$reports/$file")")
  written=$reports/$file
}
for format in human summary outputs; do report "$format"; done
formats=()
for format in ${INPUT_FORMATS//,/ }; do
  [[ $format =~ ^[a-z][a-z-]*$ ]] || stop 2 "the input \`formats\` holds something that is not the name of a format"
  case $format in human | summary | outputs | github) continue ;; esac
  report "$format"
  formats+=("$format=$written")
done

# One argument a line; a line may end as on Windows.
lines=()
split() {
  local line
  lines=()
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "$line" ] || lines+=("$line")
  done <<<"$1"
}
split "$INPUT_ARGS"
arguments+=(${lines[@]+"${lines[@]}"})
split "$INPUT_PATHS"
arguments+=(-- ${lines[@]+"${lines[@]}"})

cd -- "${INPUT_WORKING_DIRECTORY:-.}" 2>/dev/null || stop 2 "the input \`working-directory\` names no folder of the workspace"
code=0
# Git for Windows would rewrite arguments that look like paths.
MSYS_NO_PATHCONV=1 MSYS2_ARG_CONV_EXCL='*' "$SOURCEGATE" "${arguments[@]}" >"$reports/annotations" 2>"$reports/errors" || code=$?

[ ! -s "$reports/sourcegate.txt" ] || print_inert "$reports/sourcegate.txt"
[ ! -s "$reports/errors" ] || print_inert "$reports/errors"
# The annotations are the only lines that may speak to the runner, and they may only annotate.
while IFS= read -r line; do
  case $line in '::error '* | '::warning '* | '::notice '*) printf '%s\n' "$line" ;; esac
done <"$reports/annotations"
# A run that could not be done has no annotation yet.
if [ "$code" -gt 1 ] && [ -s "$reports/errors" ]; then
  message=$(head -c 4000 "$reports/errors")
  printf '::error title=sourcegate::%s\n' "$(escaped "${message#error: }")"
fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ] && [ -s "$reports/sourcegate.summary" ]; then
  cat -- "$reports/sourcegate.summary" >>"$GITHUB_STEP_SUMMARY"
fi

case $code in
  0) verdict=pass ;;
  1) verdict=fail ;;
  *) verdict=error ;;
esac
if [ "$code" -le 1 ] && [ ! -s "$reports/sourcegate.outputs" ]; then
  code=4
  verdict=error
  printf '::error title=sourcegate::%s\n' "sourcegate ended without a report, so its verdict does not count"
fi
output verdict "$verdict"
output exit-code "$code"
output reports "$(native "$reports")"
if [ -s "$reports/sourcegate.outputs" ]; then
  while IFS='=' read -r key value; do
    case $key in
      failing | deny | review | warn | info) [[ $value =~ ^[0-9]+$ ]] && output "$key" "$value" ;;
      policy_digest) [[ $value =~ ^[0-9a-f]+$ ]] && output policy-digest "$value" ;;
    esac
  done <"$reports/sourcegate.outputs"
fi
for format in ${formats[@]+"${formats[@]}"}; do
  [ ! -s "${format#*=}" ] || output "${format%%=*}" "$(native "${format#*=}")"
done
exit "$code"
