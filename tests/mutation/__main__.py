"""How much the tests notice: ``python -m tests.mutation --seed 7 --count 64 [FILE ...]``.

Changes the pure modules at random, one small change at a time, and runs only the changed file's
own tests. A change that no test notices is printed: a boundary, a word or a line that could be
wrong tomorrow. Some changes are no different to anybody, so nobody reaches 100 %.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from pathlib import Path

from tests.mirror import ROOT, SOURCES, has_code
from tests.mutation.mutants import Place, places
from tests.mutation.trial import Bench, prepare

PURE = (
    "dialogue/*.py",
    "router/policy.py",
    "turns/policy.py",
    "turns/decision.py",
    "text/clauses.py",
    "language/en/answers.py",
    "language/en/clauses.py",
    "language/en/redaction.py",
    "language/en/entities/calendar_days.py",
    "language/en/entities/dates.py",
    "language/en/entities/money.py",
    "calls/agent_state.py",
    "calls/playback.py",
    "calls/redaction.py",
)
"""Decisions without input or output: what goes wrong here goes wrong quietly."""


def main() -> int:
    """Exit status 1 when fewer mutants than ``--least`` were noticed."""
    options = _options()
    pure = (file for pattern in PURE for file in sorted(SOURCES.glob(pattern)) if has_code(file))
    sources = options.files or list(pure)
    pool = [place for source in sources for place in places(source.resolve())]
    chance = random.Random(options.seed)
    chance.shuffle(pool)
    if not pool:
        raise SystemExit("nothing to change")
    benches = {source: prepare(source) for source in sorted({place.source for place in pool})}
    tried, noticed = _try(pool, benches, options.seed, options.count)
    for source in sorted(tried):
        share = f"{noticed[source]} of {tried[source]}"
        print(f"{source.relative_to(ROOT)!s:55} {share:>10}")
    count, total = noticed.total(), tried.total()
    print(f"{count} of {total} mutants noticed ({count / total:.0%}), seed {options.seed}")
    return 0 if count >= options.least * total else 1


def _try(
    pool: list[Place], benches: dict[Path, Bench], seed: int, count: int
) -> tuple[Counter[Path], Counter[Path]]:
    """For each file how many mutants were tried, and how many noticed; survivors are printed."""
    tried: Counter[Path] = Counter()
    noticed: Counter[Path] = Counter()
    began = time.monotonic()
    for place in pool:
        if tried.total() == count:
            break
        mutant = place.mutant(seed)
        outcome = benches[place.source].outcome(mutant) if mutant else "no mutant"
        if mutant is None or outcome == "no mutant":
            continue
        tried[place.source] += 1
        noticed[place.source] += outcome == "noticed"
        if outcome == "survived":
            print(f"{place.source.relative_to(ROOT)}:{mutant}", flush=True)
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)
    return tried, noticed


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="source files; the pure ones if none")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=64, help="how many mutants to try")
    parser.add_argument("--least", type=float, default=0.85, help="share that must be noticed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
