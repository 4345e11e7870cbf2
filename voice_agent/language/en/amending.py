"""Values of which a caller puts one part right. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from voice_agent.language.en.entities.addresses import amended as amended_address
from voice_agent.language.en.entities.common_words import COMMON_WORDS
from voice_agent.language.en.entities.digits import digit_runs
from voice_agent.language.en.entities.phonetics import coarse_key
from voice_agent.language.en.entities.scanners import normalise
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

_LAST = re.compile(
    r"\b(?:at the (?:very )?end|(?:the )?last (?:\w+ )?(?:digits?|numbers?|part|bit|ones?)|the last"
    r" (?:two|three|four)|(?:it )?(?:ends|ending|end) (?:in|with|on))\b"
)
_FIRST = re.compile(
    r"\b(?:at the (?:beginning|start|front)|(?:the )?first (?:\w+ )?(?:digits?|numbers?|part|bit)"
    r"|area code|(?:it )?(?:starts|begins|beginning|starting) with)\b"
)
_DOMAIN = re.compile(r"\b([a-z]+)(?: dot |\.)(com|net|org|edu|gov|co|io|de|us)\b")
_LETTERS_OF_A_PART = 3
_LOCAL, _AREA = 7, 3
"""Digits of an American number without its area code, and of that."""
_COUNTED = re.compile(r"\b(?:last|first) (?:two|three|four|five)\b")


def amended(spec: EntitySpec, value: Any, text: str) -> Any | None:
    """Return a value with the part that a text gives anew, or None if it gives none."""
    if spec.kind == "address" and isinstance(value, Mapping):
        return amended_address(value, text)
    if spec.kind in ("digits", "phone") and isinstance(value, str):
        return _with_digits(spec, value, text.lower())
    if spec.kind in ("email", "name") and isinstance(value, str):
        return _with_word(value, text.lower())
    return None


def _with_word(value: str, text: str) -> str | None:
    """Return a name or an email address with the one part that a word sounds like: "smyth"."""
    whole, at, domain = value.partition("@")
    other = _DOMAIN.search(text) if at else None
    if other:
        return f"{whole}@{other[1]}.{other[2]}"  # "No, it's gmail dot com".
    parts = [part for part in re.findall(r"[^\W_]+", whole) if len(part) >= _LETTERS_OF_A_PART]
    new: set[str] = set()
    for word in re.findall(r"[a-z]+", text):
        if len(word) < _LETTERS_OF_A_PART or word in COMMON_WORDS:
            continue
        for part in parts:
            key = coarse_key(part.lower())
            if word != part.lower() and key == coarse_key(word):
                spelled = word.capitalize() if part[0].isupper() else word
                new.add(re.sub(rf"(?<![^\W_]){part}(?![^\W_])", spelled, whole) + at + domain)
    return new.pop() if len(new) == 1 else None


def _with_digits(spec: EntitySpec, value: str, text: str) -> str | None:
    """Return a number with other digits at its end or its beginning: "it ends in 45"."""
    last, first = _LAST.search(text) is not None, _FIRST.search(text) is not None
    if last == first:
        return None
    said = _COUNTED.sub(" ", text)
    new = "".join(run.digits for run in digit_runs(tokenise(said), sound_alike=True))
    old = value.removeprefix("+1")
    if not 0 < len(new) < len(old):
        return None
    local = spec.kind == "phone" and len(old) == _LOCAL and len(new) == _AREA
    kept = old if local else old[len(new) :]
    whole = old[: -len(new)] + new if last else new + kept
    found = normalise(spec, whole, today=date.min)
    return found if isinstance(found, str) else None
