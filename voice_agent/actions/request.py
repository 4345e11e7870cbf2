"""Actions that another program carries out: a request that the playbook writes down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from voice_agent.actions.action import ActionContext
from voice_agent.actions.http import Request
from voice_agent.actions.template import fill_body, fill_url
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ConfigError
from voice_agent.playbook.action_schema import HttpSpec


class HttpAction:
    """Fill a request with the details, send it, and return the answer.

    Args:
        spec: The request.
        timeout_ms: For it and, where that is safe, one more.
        key: Where the request is written in the playbook, for errors.

    Raises:
        ConfigError: An environment variable is not set, or makes no header or URL.
    """

    def __init__(self, spec: HttpSpec, timeout_ms: float, key: str = "http") -> None:
        in_url = key if key == "webhook" else f"{key}.url"
        self._url = fill_in(spec.url, in_url)
        if not self._url.startswith(("http://", "https://")):
            # The value is not shown: it may hold a token.
            raise ConfigError(f"{in_url}: expected a URL that begins with http:// or https://")
        self._headers = fill_in(spec.headers, f"{key}.headers")
        for name, value in self._headers.items():
            if not value.isprintable() or not value.isascii():
                raise ConfigError(f"{key}.headers.{name}: expected one line of ASCII text")
        self._body = fill_in(spec.body, f"{key}.body")
        self._method = spec.method
        self._key_header = "" if spec.is_safe else spec.key_header
        self._timeout_ms = timeout_ms

    async def run(self, details: Mapping[str, Any], context: ActionContext) -> Any:
        """Send the request."""
        values = {**details, **_of_the_call(details, context)}
        headers = dict(self._headers)
        if self._key_header:
            headers[self._key_header] = context.idempotency_key
        request = Request(
            self._method,
            fill_url(self._url, values),
            fill_body(self._body, values),
            headers,
            context.name,
        )
        return await context.http.fetch(request, timeout_ms=self._timeout_ms)

    def preview(self, details: Mapping[str, Any]) -> None:
        """Return nothing: what the other program would answer is not known."""


def _of_the_call(details: Mapping[str, Any], context: ActionContext) -> dict[str, Any]:
    return {
        "details": dict(details),
        "call.id": context.call_id,
        "call.turn": context.turn,
        "call.task": context.task,
        "call.action": context.name,
        "call.key": context.idempotency_key,
        "caller.number": context.caller,
    }
