"""Values of which a caller puts one part right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.language.en.entities.addresses import amended as amended_address
from voice_agent.language.specs import EntitySpec


def amended(spec: EntitySpec, value: Any, text: str) -> Any | None:
    """Return a value with the part that a text gives anew, or None if it gives none."""
    if spec.kind != "address" or not isinstance(value, Mapping):
        return None
    return amended_address(value, text)
