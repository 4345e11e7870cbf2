"""Run the action of a playbook, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.actions.fixed import select
from voice_agent.actions.http import post_json
from voice_agent.playbook.schema import ActionSpec


async def run_action(
    name: str, spec: ActionSpec, details: Mapping[str, Any], *, call_id: str
) -> dict[str, Any]:
    """Carry out an action and return its result fields.

    Raises:
        ActionError: The webhook failed, was late, or did not answer with a JSON object.
    """
    if spec.webhook:
        body = {"action": name, "call_id": call_id, "details": dict(details)}
        return await post_json(spec.webhook, body, timeout_ms=spec.timeout_ms)
    return select(spec, details)
