"""JSON over HTTP with a deadline, a size limit and one retry where that is safe."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from voice_agent.core.errors import ActionError, ActionTimeout

MAX_ANSWER_BYTES = 64 * 1024

_NOT_DONE = frozenset({429, 503})
"""Statuses with which a server says that it has not begun: the same may be sent again."""
_RETRY_AFTER_S = 0.2


class HttpClient:
    """Connections that all calls share, opened when first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session, for actions that speak HTTP in their own way. Do not close it."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession()
        return self._session

    async def post_json(
        self, url: str, body: Mapping[str, Any], *, timeout_ms: float, key: str = ""
    ) -> dict[str, Any]:
        """Send a JSON object by POST and read one back.

        If the server cannot be reached, or says that it is too busy to begin, the request is
        sent once more. A request that may have been carried out is never sent again.

        Args:
            url: Where to.
            body: The object.
            timeout_ms: For both tries together.
            key: Sent as ``Idempotency-Key``, the same in both tries.

        Raises:
            ActionError: No answer in time, a status of 400 or more, or no JSON object.
        """
        try:
            async with asyncio.timeout(timeout_ms / 1000):
                try:
                    return await self._post(url, body, key)
                except ActionError as error:
                    if not error.retryable:
                        raise
                await asyncio.sleep(_RETRY_AFTER_S)
                return await self._post(url, body, key)
        except TimeoutError:
            raise ActionTimeout(f"webhook did not answer in {timeout_ms:.0f} ms") from None

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, url: str, body: Mapping[str, Any], key: str) -> dict[str, Any]:
        headers = {"Idempotency-Key": key} if key else None
        try:
            async with self.session.post(url, json=body, headers=headers) as response:
                if response.status >= 400:
                    raise ActionError(
                        f"webhook answered with status {response.status}",
                        retryable=response.status in _NOT_DONE,
                    )
                raw = await response.content.read(MAX_ANSWER_BYTES + 1)
                if len(raw) > MAX_ANSWER_BYTES:
                    raise ActionError("webhook answered with more than 64 KiB")
                return _object(raw)
        except aiohttp.ClientConnectorError as error:
            raise ActionError(f"webhook failed: {type(error).__name__}", retryable=True) from None
        except (aiohttp.ClientError, OSError) as error:
            raise ActionError(f"webhook failed: {type(error).__name__}") from None


def _object(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        answer = json.loads(raw)
    except ValueError:
        raise ActionError("webhook did not answer with JSON") from None
    if not isinstance(answer, dict):
        raise ActionError("webhook must answer with a JSON object")
    return answer
