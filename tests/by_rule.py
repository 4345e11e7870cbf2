"""English entities that the text alone shows, without a model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from voice_agent.core.turn import Entity
from voice_agent.language import EntitySpec
from voice_agent.language.en import extract


def find(entities: Mapping[str, EntitySpec], text: str, *, today: date) -> tuple[Entity, ...]:
    """Find what the rules find without a span."""
    return extract(entities, text, (), today=today)
