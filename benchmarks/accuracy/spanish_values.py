"""How well the rules of Spanish read what a shop's callers answer.

Run with ``python -m benchmarks.accuracy.spanish_values``; ``--wrong`` lists what is read wrongly.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from voice_agent.language import EntitySpec
from voice_agent.language.es import normalise

CASES = Path(__file__).with_suffix(".yaml")
TODAY = date(2026, 12, 1)


class Case(NamedTuple):
    """An answer.

    Attributes:
        kind: Of the entity that was asked for.
        said: What the caller says.
        value: Its value, or None if it has none.
    """

    kind: str
    said: str
    value: Any


def cases() -> list[Case]:
    """Return the answers of the file."""
    kinds = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [Case(kind, *_parts(one)) for kind, some in kinds.items() for one in some]


def _parts(one: list[Any]) -> tuple[str, Any]:
    """Return text and value; YAML parts a text at its commas."""
    *said, value = one
    return ", ".join(map(str, said)), value


def read(case: Case) -> Any:
    """Return the value that the rules read."""
    return normalise(EntitySpec.model_validate({"kind": case.kind}), case.said, today=TODAY)


def main() -> None:
    """Print how many answers of each kind are read rightly, and how many wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true")
    wrong = parser.parse_args().wrong
    some = cases()
    found = [(case, read(case)) for case in some]
    for kind in dict.fromkeys(case.kind for case in some):
        of_kind = [(case, value) for case, value in found if case.kind == kind]
        right = sum(value == case.value for case, value in of_kind)
        false = sum(value not in (case.value, None) for case, value in of_kind)
        print(f"{kind:8} {right:3} of {len(of_kind):3} right, {false} wrong values")
    right = sum(value == case.value for case, value in found)
    print(f"{'all':8} {right:3} of {len(found):3} right")
    for case, value in found if wrong else ():
        if value != case.value:
            print(f"{case.kind}: {case.said!r}: {value!r}, not {case.value!r}")


if __name__ == "__main__":
    main()
