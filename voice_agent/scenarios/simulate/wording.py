"""Sentences that speak of a task without asking for it, in English. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from voice_agent.playbook.phrases import choose
from voice_agent.scenarios.simulate.sentences import tidy

_LEAD = re.compile(
    r"(?:(?:hi|hey|hello|um|uh|so|okay|please|just|<[^>]*>"
    r"|(?:can|could|would|will) you|(?:can|could|may) i"
    r"|i(?: want| need|'d like| would like|'m calling| have| wish) to|i wanna|help me|let me)"
    r"[ ,]+)+",
    re.IGNORECASE,
)
_MORE_THAN_AN_ORDER = re.compile(
    r"[,?.;<]|\b(?:i|i'\w+|you|he|she|they|we|it's|please|and|but|so|because|till|until|while|if|when"
    r"|can|can't|is|are|was|were|not|no|don't|didn't|that's|what's|where|thanks?)\b",
    re.IGNORECASE,
)


_ASKS = re.compile(
    r"(?:what|how|who|why|when|is|do(?! not)|does|did|can|am|has|should|would|had)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a caller would say to have something done.

    Attributes:
        do: As an order: "freeze my card".
        did: In the past: "froze my card".
        doing: As what goes on: "freezing my card".
    """

    do: str
    did: str
    doing: str


@lru_cache(maxsize=1)
def wordings() -> Mapping[str, Any]:
    """Return the sentences of ``traps.yaml``."""
    text = files(__package__).joinpath("traps.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def orders_among(phrases: Sequence[str]) -> list[str]:
    """Return the phrases that are an order and nothing else, without what leads to it."""
    found = []
    for phrase in phrases:
        order = _LEAD.sub("", phrase, count=1) if _LEAD.match(phrase) else phrase
        verb = order.split(maxsplit=1)[0].lower() if order else ""
        if verb in wordings()["verbs"] and not _MORE_THAN_AN_ORDER.search(order):
            found.append(verb + order[len(verb) :])
    return list(dict.fromkeys(found))


def inflected(order: str) -> Order:
    """Return an order in its other forms."""
    verb, _, rest = order.partition(" ")
    past, going_on = wordings()["verbs"][verb]
    return Order(order, f"{past} {rest}".strip(), f"{going_on} {rest}".strip())


def drawn(sentence: str, rng: Random, order: Order | None = None, **words: str) -> str:
    """Return a sentence of ``traps.yaml`` with one of its choices, filled."""
    forms = {} if order is None else {"do": order.do, "did": order.did, "doing": order.doing}
    said = tidy(choose(sentence, rng).format(**forms, **words))
    return said[:1].upper() + said[1:]


def framed(sentence: str, rng: Random) -> str:
    """Return a sentence with words that may lead to it and follow it."""
    lead, tail = rng.choice(wordings()["leads"]), rng.choice(wordings()["tails"])
    said = f"{sentence[:1].lower()}{sentence[1:]}" if lead and sentence[:2] != "I " else sentence
    asks = _ASKS.match(sentence)
    return f"{lead}{said}{'' if asks else tail}{'?' if asks and rng.random() < 0.7 else '.'}"
