"""What may be kept of a caller's words: personal details are replaced by their kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from voice_agent.core.turn import Entity
from voice_agent.playbook.schema import EntitySpec

SENSITIVE_KINDS = frozenset({"digits", "email", "phone", "name", "postcode"})

_DIGIT_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|treble|\d)"
_PATTERNS = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[email]"),
    (
        re.compile(r"\b[\w.-]+(?: (?:dot|underscore|dash) \w+)* at \w+(?: dot \w+)+\b", re.I),
        "[email]",
    ),
    # Four digits or more in a row, however they are grouped or said: cards, accounts, phones.
    (re.compile(r"(?<![\w$])\+?\d(?:[ ().-]{0,3}\d){3,}\b(?!\s*(?:dollars|bucks))"), "[digits]"),
    (re.compile(rf"\b{_DIGIT_WORD}(?:[ ,-]+{_DIGIT_WORD}){{3,}}\b", re.I), "[digits]"),
)


def redact(text: str, entities: Iterable[Entity], specs: Mapping[str, EntitySpec]) -> str:
    """``text`` with sensitive entities and everything that looks like one replaced."""
    spans = [
        e for e in entities if e.type in specs and specs[e.type].kind in SENSITIVE_KINDS and e.text
    ]
    for entity in sorted(spans, key=lambda e: -len(e.text)):
        text = re.sub(
            rf"(?<!\w){re.escape(entity.text)}(?!\w)", f"[{entity.type}]", text, flags=re.I
        )
        if isinstance(entity.value, str) and entity.value:
            text = re.sub(
                rf"(?<!\w){re.escape(entity.value)}(?!\w)", f"[{entity.type}]", text, flags=re.I
            )
    for pattern, label in _PATTERNS:
        text = pattern.sub(label, text)
    return text
