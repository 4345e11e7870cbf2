"""The other of two, and both: "the other card", "the other way around", "both cards". Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

_OTHER = re.compile(r"\b(?:the |my |your )?other (\w+)")
_ONE = frozenset({"one", "ones", "1"})
_REVERSED = re.compile(
    r"\bother way (?:a?round|about)|\bvice versa|\bthe (?:reverse|opposite)\b|\bback ?wards"
    r"|\bwrong way (?:a?round)?|\bopposite (?:way|direction)|\breversed?\b"
    r"|\bback(?: again)?(?: please| now| then)*\W*$"
)
# "Actually, both": the other one as well.
_BOTH_ALONE = re.compile(
    r"\W*(?:(?:no|oh|actually|sorry|wait|well|in fact|make (?:it|that)|do|yes)\W+)*both"
    r"(?: of them| please)*(?P<noun>)\W*"
)
_BOTH = re.compile(r"\bboth (?:of )?(?:my |the |our |those |these )?([a-z]+?)s\b(?!')")
_FILLERS = frozenset({"from", "to", "my", "the", "into"})


def other(values: Mapping[str, Sequence[str]], current: str, text: str) -> str | None:
    """Return the value that a turn means by "the other one", or None if that is not clear.

    Args:
        values: What there is to choose from, each with other ways to say it.
        current: The value that is known.
        text: What the caller said.
    """
    said = text.lower()
    match = _OTHER.search(said) or _BOTH_ALONE.fullmatch(said)
    if match and match[1] != "way":
        noun = _noun(values, current) if match[1] in ("", *_ONE) else match[1].rstrip("s")
        alike = [
            value
            for value in values
            if value != current and noun in (*value.split(), _noun(values, value))
        ]
        return alike[0] if len(alike) == 1 else None
    if _REVERSED.search(said):
        words = sorted(set(current.split()) - _FILLERS)
        turned = [v for v in values if v != current and sorted(set(v.split()) - _FILLERS) == words]
        return turned[0] if len(turned) == 1 else None
    return None


def both(values: Mapping[str, Sequence[str]], text: str) -> tuple[str, str] | None:
    """Return the two values that a turn means by "both cards"; None where there are not just two.

    Args:
        values: What there is to choose from, each with other ways to say it.
        text: What the caller said.
    """
    match = _BOTH.search(text.lower())
    alike = [value for value in values if match and _noun(values, value) == match[1]]
    return (alike[0], alike[1]) if len(alike) == 2 else None


def _noun(values: Mapping[str, Sequence[str]], value: str) -> str:
    """Return what a value is: the last word of most ways to say it ("account" for savings)."""
    ways = (*values.get(value, ()), value)
    return Counter(way.lower().split()[-1] for way in ways).most_common(1)[0][0]
