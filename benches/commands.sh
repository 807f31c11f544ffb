#!/usr/bin/env bash
# Measures whole commands against their targets, and screening against named peers, in one run.
#
# Needs hyperfine and Python 3. The peers need `pip install rapidfuzz`; without it they are left out, and said so.
#
#   benches/commands.sh [ROWS]     rows of the large table, 1000000 when left out
set -euo pipefail
cd "$(dirname "$0")/.."

rows=${1:-1000000}
command -v hyperfine >/dev/null || { echo "hyperfine is missing; install it from your distribution" >&2; exit 2; }
cargo build --release --locked --quiet
target=$(cargo metadata --format-version 1 --no-deps --locked | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
gate=$target/release/sourcegate
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 benches/generate.py "$work" "$rows"
cd "$work"

# Median of a command in milliseconds.
median() { # NAME RUNS COMMAND
  hyperfine -N --ignore-failure --warmup 2 --runs "$2" --export-json result.json "$3" >/dev/null 2>&1
  python3 -c 'import json; print("%.2f" % (json.load(open("result.json"))["results"][0]["median"] * 1000))'
}

printf '%-46s %12s %12s\n' command median target
row() { # NAME TARGET RUNS COMMAND
  printf '%-46s %9s ms %12s\n' "$1" "$(median "$1" "$3" "$4")" "$2"
}
row 'sourcegate --version' '3 ms' 50 "$gate --version"
row 'check, 10 manifests' '15 ms' 50 "$gate check small"
row 'check, 500 manifests' '100 ms' 20 "$gate check large"
row 'check, 500 manifests, base and head in git' '100 ms' 20 "$gate check --base base both"
row 'check, 300 manifests in 20,000 files, git' '300 ms' 20 "$gate check --base base wide"
row "check, a table of $rows rows" '5000 ms' 3 "$gate check table"

python3 - "$gate" <<'PY'
import resource, subprocess, sys
subprocess.run([sys.argv[1], "check", "table"], stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(f"{'check, that table: largest memory':<46} {peak:>9.0f} MB {'400 MB':>12}")
PY

python3 - "$gate" <<'PY'
# Names a second on one core, against the names of the pack's lists: the gate, and its peers on the same names.
import json, os, subprocess, sys, time

gate = sys.argv[1]
names = open("names.txt", encoding="utf-8").read().splitlines()
one_core = dict(os.environ, RAYON_NUM_THREADS="1")


def timed(count):
    text = "\n".join(names[:count]) + "\n"
    start = time.perf_counter()
    subprocess.run([gate, "screen"], input=text, text=True, stdout=subprocess.DEVNULL, env=one_core, check=True)
    return time.perf_counter() - start


start_up = min(timed(1) for _ in range(5))
ours = len(names) / (timed(len(names)) - start_up)
print(f"\n{'screen, one core (one process, JSON out)':<46} {ours:>9.0f} names/s")

lists = []
for name in ("uflpa", "wro", "bis-entity-list", "ns-cmic", "sdn"):
    shown = subprocess.run([gate, "list", "show", name, "--names"], capture_output=True, text=True)
    lists += shown.stdout.splitlines() if shown.returncode == 0 else []
try:
    from rapidfuzz import fuzz, process
except ImportError:
    print("rapidfuzz is not installed; its figures are left out")
    sys.exit()
if not lists:
    print("the names of the lists cannot be read; the peers are left out")
    sys.exit()
sample = names[:1000]
for label, scorer in (("token_sort_ratio", fuzz.token_sort_ratio), ("WRatio", fuzz.WRatio)):
    start = time.perf_counter()
    for name in sample:
        process.extractOne(name, lists, scorer=scorer, score_cutoff=85)
    theirs = len(sample) / (time.perf_counter() - start)
    print(f"{'rapidfuzz ' + label + f', {len(lists)} names':<46} {theirs:>9.0f} names/s   {ours / theirs:8.1f} times slower than screen")
PY
