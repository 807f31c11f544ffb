#!/usr/bin/env python3
"""Measures `sourcegate screen` on perturbed names of an outside benchmark, beside RapidFuzz on the same names.

Needs `pip install sanctions-screening-benchmark` (MIT) and, for the peer, `pip install rapidfuzz`; without the latter it
is left out, and said so.

    benches/perturbed.py [GATE]        GATE is target/release/sourcegate when left out

The names are those of three lists of the built-in pack, one firm of several lists counted once, and perturbed by the
package; its classes for the names of persons (initials, titles) are left out. A name is found when the best answer is
the firm that it was made from; an answer to a name that was made to belong to nobody is false. The threshold of the
peer is the one that suits it best on these very names.
"""

import collections
import csv
import json
import pathlib
import re
import subprocess
import sys

from ssb import benchmark, perturb, sources

HERE = pathlib.Path(__file__).resolve().parent
LISTS = ("uflpa", "wro", "bis-entity-list")
PERSONS = {"initials", "title_affix"}
FORMS = {"co", "ltd", "inc", "corp", "corporation", "limited", "company"}


def key(name):
    """A name without its legal form, by which one firm is known on several lists."""
    name = re.sub(r"\[.*?\]|\band (its )?(subsidiaries|subordinate).*$", "", name)
    words = re.findall(r"[a-z0-9]+", name.casefold().replace("&", " and "))
    return " ".join(word for word in words if word not in FORMS) or name.strip()


def listed():
    """The entities of the lists, and the firm of each id: those that share a name are one."""
    entities, firms = {}, {}

    def firm(name):
        while firms.setdefault(name, name) != name:
            name = firms[name]
        return name

    ids = []
    for which in LISTS:
        path = HERE.parent / "policies" / "xinjiang" / "lists" / f"{which}.csv"
        for row in csv.DictReader(path.open(encoding="utf-8")):
            if row["kind"] == "region":
                continue
            more = [name.strip() for part in ("aliases", "former", "native") for name in row[part].split("|")]
            more = [name for name in more if name]
            ids.append(row["id"])
            for name in [row["name"], *more]:
                firms[firm("name " + key(name))] = firm(row["id"])
            first = entities.setdefault(row["name"].casefold(), sources.Entity(row["id"], row["name"], "entity"))
            first.aliases.extend(more)
    return list(entities.values()), {number: firm(number) for number in ids}


def figures(cases, answers):
    """Precision, recall and F1, and what was answered of each class."""
    found, false, missed, classes = 0, 0, 0, collections.defaultdict(lambda: [0, 0])
    for (wanted, kind), answer in zip(cases, answers):
        hit = answer is not None and (wanted is None or answer == wanted)
        classes[kind][0] += hit
        classes[kind][1] += 1
        found += wanted is not None and hit
        missed += wanted is not None and not hit
        false += wanted is None and hit
    precision, recall = found / max(1, found + false), found / max(1, found + missed)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall), classes


def show(label, measured):
    precision, recall, f1, _ = measured
    print(f"{label:<28} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}")


def peer(entities, firms, cases, names):
    try:
        from rapidfuzz import fuzz, process, utils
    except ImportError:
        print("rapidfuzz is not installed; its figures are left out")
        return
    pool = [(name, firms[entity.entity_id]) for entity in entities for name in entity.all_names()]
    texts = [name for name, _ in pool]
    best = [process.extractOne(name, texts, scorer=fuzz.WRatio, processor=utils.default_process) for name in names]
    rounds = []
    for least in range(60, 101):
        answers = [pool[at][1] if score >= least else None for _, score, at in best]
        rounds.append((figures(cases, answers), least))
    measured, least = max(rounds, key=lambda one: one[0][2])
    show(f"rapidfuzz WRatio from {least}", measured)


def main():
    gate = sys.argv[1] if len(sys.argv) > 1 else str(HERE.parent / "target" / "release" / "sourcegate")
    entities, firms = listed()
    kinds = [kind for kind in perturb.REGISTRY if kind not in PERSONS]
    made = benchmark.build(
        sources.ListSnapshot("pack", "", entities), limit=None, individuals_only=False, max_per_class=2, only=kinds
    )
    rows = {(case.query, firms.get(case.expected_entity_id)): case.perturbation for case in made.cases}
    names = [name.replace("\n", " ") for name, _ in rows]
    cases = [(wanted, kind) for (_, wanted), kind in rows.items()]
    lists = [word for which in LISTS for word in ("--list", which)]
    run = subprocess.run(
        [gate, "screen", *lists], input="\n".join(names) + "\n", capture_output=True, text=True, encoding="utf-8"
    )
    if run.returncode != 0:
        sys.exit(run.stderr)
    answers = [json.loads(line) for line in run.stdout.split("\n") if line]
    print(f"{len(names)} names, {sum(wanted is not None for wanted, _ in cases)} of them of listed firms")
    answer = lambda row, least: firms.get(row["id"]) if row["verdict"] in least else None
    measured = figures(cases, [answer(row, ("match", "possible")) for row in answers])
    show("sourcegate", measured)
    show("sourcegate, match alone", figures(cases, [answer(row, ("match",)) for row in answers]))
    peer(entities, firms, cases, names)
    for kind, (hits, count) in sorted(measured[3].items()):
        print(f"  {kind:<26}{hits:>6} answered of {count}")


if __name__ == "__main__":
    main()
