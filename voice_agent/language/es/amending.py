"""Spanish values of which one part is put right. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.language.es.addresses import amended as amended_address
from voice_agent.language.specs import EntitySpec


def amended(spec: EntitySpec, value: Any, text: str) -> Any | None:
    """Return a value with the part that a turn gives anew: "no, piso tercero"; None without one."""
    if spec.kind != "address" or not isinstance(value, Mapping):
        return None
    return amended_address(value, text)
