"""Replace personal details in a text by their kind, before anything is recorded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec, Redaction

SENSITIVE_KINDS = frozenset({"digits", "email", "phone", "name", "postcode", "address"})


def is_personal(spec: EntitySpec) -> bool:
    """Tell whether values of this kind are personal; a past date is one of birth."""
    return spec.kind in SENSITIVE_KINDS or spec.past


def redact(
    text: str,
    entities: Iterable[Entity],
    specs: Mapping[str, EntitySpec],
    redactions: Iterable[Redaction],
    *,
    asked: bool = False,
) -> str:
    """Replace sensitive entities, and everything that looks like one, with their labels.

    Args:
        text: What was said.
        entities: What was found in it.
        specs: The playbook's entities, by name.
        redactions: What looks like personal details in the language of the text.
        asked: Whether the caller was asked for a number, so that a piece of one is one too.
    """
    spans = [e for e in entities if e.type in specs and is_personal(specs[e.type]) and e.text]
    for entity in sorted(spans, key=lambda e: -len(e.text)):
        text = re.sub(
            rf"(?<!\w){re.escape(entity.text)}(?!\w)", f"[{entity.type}]", text, flags=re.I
        )
        if isinstance(entity.value, str) and entity.value:
            text = re.sub(
                rf"(?<!\w){re.escape(entity.value)}(?!\w)", f"[{entity.type}]", text, flags=re.I
            )
    for redaction in redactions:
        if asked or not redaction.asked:
            text = redaction.replace(text)
    return text
