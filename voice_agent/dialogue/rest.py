"""What is left of a turn beside the values in it. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from voice_agent.core.turn import Entity


def without_values(entities: Iterable[Entity], text: str, gap: str = " ") -> str:
    """Return a text with a gap in the place of each of some values that were found in it."""
    for entity in sorted(entities, key=lambda one: one.start, reverse=True):
        text = f"{text[: entity.start]}{gap}{text[entity.end :]}"
    return text
