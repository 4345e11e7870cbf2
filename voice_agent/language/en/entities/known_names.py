"""Common given and family names, which tell a name from a misrecognised one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

_BY_RANK = 0.1
_UNKNOWN = 1.4


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


def strangeness(name: str, known: Mapping[str, int]) -> float:
    """Return 0 for the commonest of the ``known`` names, 0.4 for a rare one, 1.4 for no name."""
    parts = name.replace("-", " ").split()
    ranked = (_BY_RANK * math.log10(known[p]) if p in known else _UNKNOWN for p in parts)
    return max(ranked, default=_UNKNOWN)
