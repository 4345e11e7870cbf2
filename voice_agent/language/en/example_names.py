"""Names and roles of people as callers say them, to make examples and to find names in text."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

import yaml


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    text = files(__package__).joinpath("example_names.yaml").read_text(encoding="utf-8")
    return {kind: tuple(map(str, names)) for kind, names in yaml.safe_load(text).items()}


def first_names() -> tuple[str, ...]:
    """Return given names."""
    return _names()["first"]


def last_names() -> tuple[str, ...]:
    """Return family names."""
    return _names()["last"]


def roles() -> tuple[str, ...]:
    """Return what callers call people they know: "my landlord"."""
    return _names()["roles"]
