"""Requests to a carrier's API: forms or JSON in, JSON out, with a deadline."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from voice_agent.actions.http import MAX_ANSWER_BYTES, HttpClient
from voice_agent.core.errors import ActionError


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
            ActionError: It was refused, or there is no proper answer. Never says what was sent.
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
                    raise ActionError(f"{self._of}'s API answered with status {response.status}")
        except TimeoutError:
            late = f"{self._of}'s API did not answer in {1000 * self._timeout_s:.0f} ms"
            raise ActionError(late) from None
        except (aiohttp.ClientError, OSError) as error:
            why = f"{self._of}'s API cannot be reached: {type(error).__name__}"
            raise ActionError(why) from None
        if not raw.strip():
            return {}
        try:
            answer = json.loads(raw)
        except (ValueError, RecursionError):
            raise ActionError(f"{self._of}'s API did not answer with JSON") from None
        return answer if isinstance(answer, dict) else {}
