#!/usr/bin/env python3
"""Measures `sourcegate screen` beside RapidFuzz: the same names, the same machine, one core, in one run.

Needs a release build and, for the peers, `pip install rapidfuzz`; without it they are left out, and said so.

    benches/screening.py [GATE]        GATE is target/release/sourcegate when left out

Every figure is the best of several runs, because other work on the machine only ever makes a run slower. The gate is a
whole process: reading names, JSON out; the time to start is measured apart and taken off. Peers are called in a loop
with the names of the entities in a list, which is how they are used; they get fewer names where they are slow.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import companies

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 5
# Entities, and what is to be reached in names a second.
SIZES = [(150, 200_000), (1_000, 100_000), (300_000, 20_000)]


# A process is charged with the memory of the one that started it, so the gate is started by one that has little.
RUNNER = """
import os, sys, time
start = time.perf_counter()
null = os.open(os.devnull, os.O_WRONLY)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, 1)])
_, status, used = os.wait4(child, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, time.perf_counter() - start)
sys.exit(os.waitstatus_to_exitcode(status))
"""


def measure(arguments, source, **variables):
    """Seconds of the core, largest memory in MB, seconds on the clock of a program that reads from `source`."""
    runner = [sys.executable, "-I", "-S", "-c", RUNNER, *arguments]
    ended = subprocess.run(runner, stdin=source, stdout=subprocess.PIPE, env=dict(os.environ, **variables))
    if ended.returncode != 0:
        sys.exit(f"the gate ended with {ended.returncode}")
    return tuple(float(figure) for figure in ended.stdout.split())


def run(gate, folder, names):
    """The gate on one core."""
    with open(names, "rb") as source:
        return measure([gate, "screen", "--entities", str(folder / "entities.jsonl")], source, RAYON_NUM_THREADS="1")


def best(gate, folder, names, rounds=ROUNDS):
    runs = [run(gate, folder, names) for _ in range(rounds)]
    return min(run[0] for run in runs), max(run[1] for run in runs), min(run[2] for run in runs)


def peers(folder, names):
    """Names a second of each peer, the best of as many rounds as two seconds hold."""
    try:
        from rapidfuzz import fuzz, process
    except ImportError:
        return {}
    with open(folder / "entities.jsonl", encoding="utf-8") as source:
        listed = [name for line in source for name in json.loads(line)["names"]]
    found = {}
    for label, scorer in (("token_sort_ratio", fuzz.token_sort_ratio), ("WRatio", fuzz.WRatio)):
        count = max(3, min(2_000, 1_000_000 // len(listed)))
        fastest, spent = float("inf"), 0.0
        while spent < 2.0:
            start = time.perf_counter()
            for name in names[:count]:
                process.extractOne(name, listed, scorer=scorer, score_cutoff=86)
            took = time.perf_counter() - start
            fastest, spent = min(fastest, took), spent + took
        found[label] = count / fastest
    return found


def main():
    gate = sys.argv[1] if len(sys.argv) > 1 else str(HERE.parent / "target" / "release" / "sourcegate")
    work = pathlib.Path(tempfile.mkdtemp(prefix="screening-"))
    one = work / "one.txt"
    one.write_text("Nobody Listed GmbH\n", encoding="utf-8")
    print(f"{'one core':<42}{'names/s':>12}{'target':>10}{'ratio':>8}")
    for stock in ("pinyin", "few"):
        for size, target in SIZES:
            folder = work / f"{stock}-{size}"
            companies.write(folder, size, stock)
            start, memory, clock = best(gate, folder, one)
            label = f"{size:,} entities, {stock}"
            figures = {}
            for kind in ("ordinary", "variants"):
                names = (folder / f"{kind}.txt").read_text(encoding="utf-8").splitlines()
                used, peak, _ = best(gate, folder, folder / f"{kind}.txt", ROUNDS if size < 100_000 else 3)
                memory = max(memory, peak)
                figures[kind] = len(names) / (used - start)
                print(f"{label + ', ' + kind:<42}{figures[kind]:>12,.0f}{target:>10,}{figures[kind] / target:>8.2f}")
            worst, _, _ = best(gate, folder, folder / "worst.txt", 3)
            count = len((folder / "worst.txt").read_text(encoding="utf-8").splitlines())
            print(f"  ready and first answer in {clock * 1000:.1f} ms; largest memory {memory:.0f} MB; "
                  f"the {count} worst names together {max(0.0, worst - start) * 1000:.1f} ms")
            names = (folder / "ordinary.txt").read_text(encoding="utf-8").splitlines()
            theirs = peers(folder, names)
            if not theirs:
                print("  rapidfuzz is not installed; its figures are left out")
            for peer, speed in theirs.items():
                print(f"  rapidfuzz {peer:<30}{speed:>12,.0f}{figures['ordinary'] / speed:>18,.0f} times")
    names = [name for name in (work / "pinyin-1000" / "ordinary.txt").read_text(encoding="utf-8").splitlines()]
    flat = [run_flat(gate, work, names, count) for count in (100_000, 1_000_000)]
    print(f"memory on 100,000 and on 1,000,000 names: {flat[0]:.0f} and {flat[1]:.0f} MB")


def run_flat(gate, work, names, count):
    """Largest memory on so many names, on all cores."""
    block = ("\n".join(names[:10_000]) + "\n").encode()
    with open(work / "many.txt", "wb") as many:
        for _ in range(count // 10_000):
            many.write(block)
    with open(work / "many.txt", "rb") as source:
        return measure([gate, "screen", "--entities", str(work / "pinyin-1000" / "entities.jsonl")], source)[1]


if __name__ == "__main__":
    main()
