"""JSON over HTTP with a deadline, limits, and one retry where that is safe."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from yarl import URL

from voice_agent.core.errors import ActionError, ActionNotFound, ActionTimeout, ActionUnknown

MAX_ANSWER_BYTES = 64 * 1024
MAX_REDIRECTS = 3

_NOT_BEGUN = frozenset({429, 503})
"""Statuses with which a server says that it has not begun: the same may be sent again."""
_PASSING = frozenset({502, 504})
"""Statuses of a gateway: what is the same when it is done twice may be sent again."""
_NOT_FOUND = frozenset({404, 410})
_SAME_AGAIN = frozenset({307, 308})
"""Redirects with which a server says that it has not begun, and that method and body stay."""
_READS = frozenset({"GET", "HEAD"})
_SAME_TWICE = _READS | {"PUT"}
_RETRY_AFTER_S = 0.2


@dataclass(frozen=True, slots=True)
class Request:
    """A request. It may hold secrets and personal data: it is not shown and not logged.

    Attributes:
        method: In upper case.
        url: Where to, escaped.
        body: Sent as JSON unless it is ``None``.
        headers: Further headers.
        of: Whose server it is, for errors: the action's name.
    """

    method: str
    url: str = field(repr=False)
    body: Any = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    of: str = ""

    @property
    def server(self) -> str:
        """The server as errors name it."""
        return f"the server of {self.of}" if self.of else "the server"


class HttpClient:
    """Connections that all calls share, opened when first needed."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The session, for actions that speak HTTP in their own way. Do not close it."""
        if self._session is None or self._session.closed:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_note_sent)
            # A cookie that a server sets in one call must not be sent in another one.
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trace_configs=[trace]
            )
        return self._session

    async def fetch(self, request: Request, *, timeout_ms: float) -> Any:
        """Send a request and return the JSON of the answer; ``{}`` if the answer is empty.

        It is sent once more if nothing was sent, if the server says that it has not begun, or,
        where doing it twice is the same (GET, HEAD, PUT), if the connection broke.

        Args:
            request: What to send.
            timeout_ms: For both tries together.

        Raises:
            ActionUnknown: It may have been done: the answer is late, broken or not JSON.
            ActionNotFound: The server does not have it.
            ActionError: It was not done.
        """
        tries = _Tries(request)
        try:
            async with asyncio.timeout(timeout_ms / 1000):
                try:
                    return await self._try(tries)
                except ActionError as error:
                    if not error.retryable:
                        raise
                await asyncio.sleep(_RETRY_AFTER_S)
                return await self._try(tries)
        except TimeoutError:
            late = f"{request.server} did not answer in {timeout_ms:.0f} ms"
            raise tries.failure(late, ActionTimeout) from None

    async def post_json(
        self, url: str, body: Mapping[str, Any], *, timeout_ms: float, key: str = ""
    ) -> dict[str, Any]:
        """Send a JSON object by POST and read one back.

        Args:
            url: Where to.
            body: The object.
            timeout_ms: For both tries together.
            key: Sent as ``Idempotency-Key``, the same in both tries.

        Raises:
            ActionError: See ``fetch``; or the answer is no JSON object.
        """
        headers = {"Idempotency-Key": key} if key else {}
        request = Request("POST", url, dict(body), headers)
        answer = await self.fetch(request, timeout_ms=timeout_ms)
        if not isinstance(answer, dict):
            raise ActionUnknown("the server must answer with a JSON object")
        return answer

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _try(self, tries: _Tries) -> Any:
        tries.begin()
        url, request = tries.request.url, tries.request
        try:
            for _ in range(MAX_REDIRECTS + 1):
                async with self.session.request(
                    request.method,
                    URL(url, encoded=True),
                    json=request.body,
                    headers={"Accept": "application/json", **request.headers},
                    allow_redirects=False,
                    trace_request_ctx=tries,
                ) as response:
                    if 300 <= response.status < 400:
                        url = _elsewhere(tries, response)
                        continue
                    _check_status(tries, response.status)
                    return _decoded(tries, await _read(tries, response.content))
            raise tries.failure(f"{request.server} redirects too often")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            why = f"{request.server} cannot be reached: {type(error).__name__}"
            again = not isinstance(error, ValueError) and tries.may_be_sent_again
            raise tries.failure(why, retryable=again) from None


@dataclass(slots=True)
class _Tries:
    """Both tries of a request, and whether the server may have carried one of them out.

    Attributes:
        sent: Whether the server got this try.
        doubt: Whether it may have carried out an earlier one.
    """

    request: Request
    sent: bool = False
    doubt: bool = False

    def begin(self) -> None:
        self.doubt = self.doubt or self.sent
        self.sent = False

    @property
    def may_be_sent_again(self) -> bool:
        return not self.sent or self.request.method in _SAME_TWICE

    def failure(
        self, why: str, unknown: type[ActionUnknown] = ActionUnknown, *, retryable: bool = False
    ) -> ActionError:
        """Return the error for a try that got no proper answer."""
        if self.request.method in _READS or not (self.sent or self.doubt):
            return ActionError(why, retryable=retryable)
        error = unknown(why)
        error.retryable = retryable
        return error

    def refusal(self, why: str, kind: type[ActionError], *, retryable: bool = False) -> ActionError:
        """Return the error for a try that the server says it has not carried out."""
        self.sent = False
        return (
            self.failure(why, retryable=retryable) if self.doubt else kind(why, retryable=retryable)
        )


async def _note_sent(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    if isinstance(context.trace_request_ctx, _Tries):
        context.trace_request_ctx.sent = True


def _check_status(tries: _Tries, status: int) -> None:
    why = f"{tries.request.server} answered with status {status}"
    if status in _NOT_BEGUN:
        raise tries.refusal(why, ActionError, retryable=True)
    if status in _NOT_FOUND:
        raise tries.refusal(why, ActionNotFound)
    if status >= 500 or status == 408:
        again = status in _PASSING and tries.request.method in _SAME_TWICE
        raise tries.failure(why, retryable=again)
    if status >= 400:
        raise tries.refusal(why, ActionError)


def _elsewhere(tries: _Tries, response: aiohttp.ClientResponse) -> str:
    """Return where a redirect leads: to the same server only, and only if nothing was done."""
    if tries.request.method not in _READS:
        why = f"{tries.request.server} redirects with status {response.status}"
        if response.status in _SAME_AGAIN:
            raise tries.refusal(why, ActionError)
        raise tries.failure(why)
    target = response.url.join(URL(response.headers.get("Location", "")))
    # The headers may hold a token, and the URL personal data: they are for this server.
    if target.origin() != response.url.origin():
        raise tries.failure(f"{tries.request.server} redirects to another host")
    return str(target)


async def _read(tries: _Tries, content: aiohttp.StreamReader) -> bytes:
    raw = bytearray()
    while chunk := await content.read(MAX_ANSWER_BYTES + 1 - len(raw)):
        raw += chunk
        if len(raw) > MAX_ANSWER_BYTES:
            raise tries.failure(f"{tries.request.server} answered with more than 64 KiB")
    return bytes(raw)


def _decoded(tries: _Tries, raw: bytes) -> Any:
    if not raw.strip():
        return {}
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise tries.failure(f"{tries.request.server} did not answer with JSON") from None
