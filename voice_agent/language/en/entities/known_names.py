"""Common given and family names, which tell a name from a misrecognised one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_BY_RANK = 0.1
_UNKNOWN = 1.4
_COMMON_GIVEN, _COMMON_FAMILY = 5_000, 10_000
"""Rarer names are too often other words ("no", "then")."""


@lru_cache(maxsize=2)
def _ranks(file: str) -> Mapping[str, int]:
    lines = files(__package__).joinpath(file).read_text(encoding="utf-8").splitlines()
    return {name: rank for rank, name in enumerate(lines[1:], 1)}


def given_names() -> Mapping[str, int]:
    """Return given names in lower case and their rank, 1 the commonest."""
    return _ranks("first_names.txt")


def family_names() -> Mapping[str, int]:
    """Return family names in lower case and their rank, 1 the commonest."""
    return _ranks("last_names.txt")


def is_common_name(word: str) -> bool:
    """Tell whether a word in lower case is one of the commoner names."""
    given, family = given_names().get(word), family_names().get(word)
    return (given is not None and given <= _COMMON_GIVEN) or (
        family is not None and family <= _COMMON_FAMILY
    )


def strangeness(name: str, known: Mapping[str, int]) -> float:
    """Return 0 for the commonest of the ``known`` names, 0.4 for a rare one, 1.4 for no name."""
    parts = name.replace("-", " ").split()
    ranked = (_BY_RANK * math.log10(known[p]) if p in known else _UNKNOWN for p in parts)
    return max(ranked, default=_UNKNOWN)
