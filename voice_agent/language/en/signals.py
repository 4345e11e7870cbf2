"""English turns about the conversation itself: "hold on", "say that again", "start over". Pure."""

from __future__ import annotations

import re

from voice_agent.language.base import Signal
from voice_agent.language.en.relayed import without_relay
from voice_agent.language.en.signal_words import CALLED, LEAD, WORDS
from voice_agent.language.specs import EntitySpec

_MOST_WORDS = 16
_RULES = tuple(
    (kind, re.compile(rf"{LEAD}(?:{'|'.join(words)}){CALLED}")) for kind, words in WORDS.items()
)
_MEANS = {
    "money": r"amount|sum|money|price|total|how much|dollars?",
    "date": r"day|date|when",
    "time": r"time|hour|when",
    "name": r"name|person|payee|recipient|who",
    "number": r"number|how many|quantity",
    "digits": r"digits?|number|code",
    "phone": r"phone|number",
    "email": r"e ?mail|address",
    "address": r"address|street|apartment|unit|city|zip(?: code)?",
    "postcode": r"post ?code|zip(?: code)?|address",
}
_EMPHASIS = re.compile(
    r"\b(what|who|why|how|where|which|when) (?:on earth|in the world|the (?:hell|heck|devil))\b"
)


def signal(text: str) -> Signal | None:
    """Tell what a turn says about the conversation itself, if that is all it does."""
    words = re.sub(r"[^\w']+", " ", text.lower().replace("’", "'")).strip()
    words = without_relay(_EMPHASIS.sub(r"\1", words))
    if not words or len(words.split()) > _MOST_WORDS:
        return None
    return next((kind for kind, rule in _RULES if rule.fullmatch(words)), None)


def mentions(name: str, spec: EntitySpec, text: str) -> bool:
    """Tell whether a turn speaks of a detail without giving its value ("the amount is wrong")."""
    rules = [re.escape(name.replace("_", " ")), *filter(None, [_MEANS.get(spec.kind)])]
    return re.search(rf"\b(?:{'|'.join(rules)})\b", text.lower()) is not None
