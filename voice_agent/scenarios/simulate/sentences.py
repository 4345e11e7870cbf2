"""Words of simulated callers besides the playbook's phrases, in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from random import Random

import yaml

from voice_agent.language.specs import EntityKind, EntitySpec

_ON = re.compile(
    r"\b(?:on|at) (?=today|tomorrow|yesterday|in \w+ days|the day (?:after|before)|a week from"
    r"|\w+ days ago|last \w+day)"
)
_NOUNS: Mapping[EntityKind, tuple[str, ...]] = {
    "money": ("amount", "sum"),
    "date": ("day", "date"),
    "time": ("time",),
    "name": ("name", "person"),
    "phone": ("number", "phone number"),
    "email": ("address", "email address"),
}


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, tuple[str, ...]]:
    text = files(__package__).joinpath("callers.yaml").read_text(encoding="utf-8")
    return {situation: tuple(some) for situation, some in yaml.safe_load(text).items()}


def sentence(situation: str, rng: Random, **words: str) -> str:
    """Return one of the sentences of a situation, filled with ``words``."""
    said = tidy(rng.choice(_sentences()[situation]).format(**words))
    return said[:1].upper() + said[1:]


def noun(name: str, spec: EntitySpec, rng: Random) -> str:
    """Return a caller's word for a detail: "amount", "coffee drink"."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()
    return rng.choice(_NOUNS.get(spec.kind, (split,)))


def tidy(text: str) -> str:
    """Mend what filling a gap has broken: "on tomorrow", two full stops."""
    return re.sub(r"([.?!,])[.,]+", r"\1", " ".join(_ON.sub("", text).split()))
