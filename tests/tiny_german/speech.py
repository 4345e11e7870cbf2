"""How a German agent speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from tiny_german.numbers import NUMBERS
from voice_agent.language import EntitySpec
from voice_agent.text.clauses import ClauseSplitter
from voice_agent.text.markup import unmarked
from voice_agent.text.word_lists import word_set, words

_MONTHS = words(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
)
_OPENS = re.compile(r"^(was|wie|wo|wann|warum|wer|welche|kann|können|könnte|ist|sind|hat)\b")

split_clauses = ClauseSplitter(
    abbreviation=re.compile(r"^(?:dr|nr|str|ca|z\.b|u\.a|\d+)\.$", re.IGNORECASE),
    ending_abbreviation=re.compile(r"u\.a\.$", re.IGNORECASE),
    number=re.compile(rf"^(?:\d.*|{'|'.join(NUMBERS)}|euro|cent|prozent)[.,;:!?]*$", re.IGNORECASE),
    number_link="und",
    joining=word_set("und aber oder weil dass wenn damit"),
).split


def say(spec: EntitySpec, value: Any, *, today: date) -> str:
    """Return a value as it is spoken."""
    if spec.kind == "money" and isinstance(value, dict):
        return f"{value['amount']:g} Euro".replace(".", ",")
    if spec.kind == "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        return f"{day.day}. {_MONTHS[day.month - 1]}"
    return " ".join(value) if spec.kind == "digits" else str(value)


def speakable(text: str) -> str:
    """Return a text without markup, with euros in words."""
    return re.sub(r"(\d+(?:,\d\d)?) ?€", r"\1 Euro", unmarked(text))


def without_hello(text: str) -> str:
    """Return a text without "Hallo?" at its end."""
    return re.sub(r"(?:(?:^|[\s,.?!]+)hallo)+[\s,.?!]*$", "", text, flags=re.IGNORECASE)


def listing(items: Sequence[str]) -> str:
    """Join items as they are spoken."""
    return " und ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def is_broken_off(text: str) -> bool:
    """Tell whether a text ends in the middle of a sentence."""
    return text.lower().rstrip(" .,").endswith((" meine", " die", " und", " äh"))


def opens_question(sentence: str) -> bool:
    """Tell whether a sentence in lower case begins as a question does."""
    return _OPENS.match(sentence) is not None


def repair(sentence: str) -> str:
    """Change nothing: German articles do not depend on the sound of the next word."""
    return sentence
