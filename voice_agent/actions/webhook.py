"""Actions that another program carries out: POST of the details to a URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.actions.action import ActionContext


class WebhookAction:
    """Send ``{"action", "call_id", "details"}``; the answer's fields are the result.

    Args:
        url: Where to.
        timeout_ms: For the request and, where that is safe, one more.
    """

    def __init__(self, url: str, timeout_ms: float) -> None:
        self._url = url
        self._timeout_ms = timeout_ms

    async def run(self, details: Mapping[str, Any], context: ActionContext) -> dict[str, Any]:
        """Send the details."""
        body = {"action": context.name, "call_id": context.call_id, "details": dict(details)}
        return await context.http.post_json(
            self._url, body, timeout_ms=self._timeout_ms, key=context.idempotency_key
        )

    def preview(self, details: Mapping[str, Any]) -> None:
        """Return nothing: what the other program would answer is not known."""
