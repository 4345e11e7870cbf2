"""Replace personal details in a text by their kind, before anything is recorded. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec, Redaction

SENSITIVE_KINDS = frozenset({"digits", "email", "phone", "name", "postcode"})


def redact(
    text: str,
    entities: Iterable[Entity],
    specs: Mapping[str, EntitySpec],
    redactions: Iterable[Redaction],
) -> str:
    """Replace sensitive entities, and everything that looks like one, with their labels.

    Args:
        text: What was said.
        entities: What was found in it.
        specs: The playbook's entities, by name.
        redactions: What looks like personal details in the language of the text.
    """
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
    for redaction in redactions:
        text = redaction.pattern.sub(redaction.label, text)
    return text
