"""Requests to a carrier's API: forms or JSON in, JSON out, with a deadline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from voice_agent.actions.http import MAX_ANSWER_BYTES, HttpClient
from voice_agent.core.errors import ActionError, ActionTimeout, ActionUnknown

_BUSY = frozenset({429, 503})
"""Statuses with which an API says that it has not begun."""
_LONGEST_CODE = 12


class ApiRefusal(ActionError):
    """An API answered with a status that is no success.

    Attributes:
        status: The status.
        retry_after_s: When it may be asked again, as it says; 0 if it says nothing.
    """

    def __init__(self, message: str, status: int, retry_after_s: float = 0.0) -> None:
        super().__init__(message, retryable=status in _BUSY)
        self.status = status
        self.retry_after_s = retry_after_s


class Rest:
    """One account at one carrier.

    Args:
        http: Connections that all calls share.
        base_url: Where the API is.
        timeout_ms: Deadline of each request.
        headers: Sent with each, such as the authorisation.
        of: The carrier's name, for errors.
    """

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        *,
        timeout_ms: float,
        headers: Mapping[str, str],
        of: str,
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/")
        self._timeout_s = timeout_ms / 1000
        self._headers = dict(headers)
        self._of = of

    async def ask(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        body: Any = None,
    ) -> dict[str, Any]:
        """Send one request; return the object of the answer, empty if there is none.

        Raises:
            ApiRefusal: It was refused. No error says what was sent.
            ActionTimeout: There was no answer in time.
            ActionUnknown: The connection broke before there was one.
            ActionError: The API cannot be reached, or there is no proper answer.
        """
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                self._http.session.request(
                    method,
                    f"{self._base}{path}",
                    data=form,
                    json=body,
                    params=query,
                    headers=self._headers,
                    allow_redirects=False,
                ) as response,
            ):
                raw = await response.content.read(MAX_ANSWER_BYTES)
                if response.status >= 300:
                    why = f"{self._of}'s API answered with status {response.status}{_code(raw)}"
                    after = _seconds(response.headers.get("Retry-After", ""))
                    raise ApiRefusal(why, response.status, after)
        except TimeoutError:
            late = f"{self._of}'s API did not answer in {1000 * self._timeout_s:.0f} ms"
            raise ActionTimeout(late) from None
        except (aiohttp.ClientError, OSError) as error:
            why = f"{self._of}'s API cannot be reached: {type(error).__name__}"
            unsent = isinstance(error, aiohttp.ClientConnectorError)
            raise ActionError(why) if unsent else ActionUnknown(why) from None
        if not raw.strip():
            return {}
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError):
            raise ActionError(f"{self._of}'s API did not answer with JSON") from None
        return answer if isinstance(answer, dict) else {}


def _code(raw: bytes) -> str:
    """Return the API's own number of a refusal; its text may repeat what was sent."""
    try:
        answer = json.loads(raw)
        code = str(answer["code"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return f", code {code}" if code.isalnum() and len(code) <= _LONGEST_CODE else ""


def _seconds(text: str) -> float:
    """Return ``Retry-After`` in seconds; 0 for a date or nothing."""
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= 6 else 0.0
