"""The other of two: "the other card", "the other way around". Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OTHER = re.compile(r"\b(?:the |my |your )?other (\w+)")
_ONE = frozenset({"one", "ones", "1"})
_REVERSED = re.compile(
    r"\bother way (?:a?round|about)|\bvice versa|\bthe (?:reverse|opposite)\b|\bback ?wards"
    r"|\bwrong way (?:a?round)?|\bopposite (?:way|direction)|\breversed?\b"
    r"|\bback(?: again)?(?: please| now| then)*\W*$"
)
_FILLERS = frozenset({"from", "to", "my", "the", "into"})


def other(values: Sequence[str], current: str, text: str) -> str | None:
    """Return the value that a turn means by "the other one", or None if that is not clear.

    Args:
        values: What there is to choose from.
        current: The value that is known.
        text: What the caller said.
    """
    said = text.lower()
    match = _OTHER.search(said)
    if match and match[1] != "way":
        noun = current.split()[-1] if match[1] in _ONE else match[1].rstrip("s")
        alike = [value for value in values if noun in value.split() and value != current]
        return alike[0] if len(alike) == 1 else None
    if _REVERSED.search(said):
        words = sorted(set(current.split()) - _FILLERS)
        turned = [v for v in values if v != current and sorted(set(v.split()) - _FILLERS) == words]
        return turned[0] if len(turned) == 1 else None
    return None
