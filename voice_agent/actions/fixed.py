"""Actions with fixed results, for demos and tests. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.actions.action import ActionContext
from voice_agent.core.errors import ActionError
from voice_agent.playbook.action_schema import ActionSpec


class FixedAction:
    """An action that changes nothing and always gives the same."""

    def __init__(self, spec: ActionSpec) -> None:
        self._spec = spec

    async def run(self, details: Mapping[str, Any], context: ActionContext) -> dict[str, Any]:
        """Return the fixed fields."""
        return select(self._spec, details)

    def preview(self, details: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the fixed fields, if there are any for these details."""
        try:
            return select(self._spec, details)
        except ActionError:
            return None


def select(spec: ActionSpec, details: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fixed fields; a mapping is looked up by the value of the detail ``by``."""
    result: dict[str, Any] = {}
    for field, value in spec.returns.items():
        if isinstance(value, Mapping) and spec.by:
            chosen = _chosen(value, details.get(spec.by))
            if chosen is None:
                raise ActionError(f"no {field} for {spec.by} {details.get(spec.by)!r}")
            result[field] = chosen
        else:
            result[field] = value
    return result


def _chosen(by_value: Mapping[str, Any], value: Any) -> Any:
    """Return what belongs to a value; "a dozen roses" is one of roses, unless it has its own."""
    if value in by_value:
        return by_value[value]
    said = str(value)
    ends = (result for one, result in by_value.items() if said.endswith(f" {one}"))
    return next(ends, by_value.get("default"))
