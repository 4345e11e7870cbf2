"""Actions with fixed results, for demos and tests. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.core.errors import ActionError
from voice_agent.playbook.schema import ActionSpec


def select(spec: ActionSpec, details: Mapping[str, Any]) -> dict[str, Any]:
    """Fixed result fields; a mapping is looked up by the value of the detail ``by``."""
    result: dict[str, Any] = {}
    for field, value in spec.returns.items():
        if isinstance(value, Mapping) and spec.by:
            chosen = value.get(details.get(spec.by), value.get("default"))
            if chosen is None:
                raise ActionError(f"no {field} for {spec.by} {details.get(spec.by)!r}")
            result[field] = chosen
        else:
            result[field] = value
    return result
