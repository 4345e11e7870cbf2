"""JSON over HTTP with a deadline and a size limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from voice_agent.core.errors import ActionError

MAX_ANSWER_BYTES = 64 * 1024


async def post_json(url: str, body: Mapping[str, Any], *, timeout_ms: float) -> dict[str, Any]:
    """POST a JSON object and read one back.

    Raises:
        ActionError: No answer in time, a status of 400 or more, or no JSON object.
    """
    timeout = aiohttp.ClientTimeout(total=timeout_ms / 1000)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, json=body) as response,
        ):
            if response.status >= 400:
                raise ActionError(f"webhook answered with status {response.status}")
            raw = await response.content.read(MAX_ANSWER_BYTES + 1)
            if len(raw) > MAX_ANSWER_BYTES:
                raise ActionError("webhook answered with more than 64 KiB")
            return _object(raw)
    except TimeoutError:
        raise ActionError(f"webhook did not answer in {timeout_ms:.0f} ms") from None
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
