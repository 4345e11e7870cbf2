"""One signed message for each call that is over, delivered once, however often it takes."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from loguru import logger

from voice_agent.calls.call import Call
from voice_agent.calls.disposition import disposition
from voice_agent.calls.facts import CallFacts
from voice_agent.calls.message_spool import Message, MessageSpool, worker_spool
from voice_agent.calls.outputs import outputs
from voice_agent.calls.summary import summary
from voice_agent.config.after_call import AfterCallConfig
from voice_agent.core.clock import epoch
from voice_agent.core.environment import fill_in
from voice_agent.core.errors import ConfigError

WAITS_S = (1.0, 5.0, 30.0, 120.0, 600.0, 1800.0)
"""Seconds between two tries of a message; the last one again and again."""
MIN_SECRET = 16
_AT_ONCE = 4
STOP_S = 5.0


def report(call: Call, facts: CallFacts, pipeline: str) -> dict[str, Any]:
    """Return what is told of a call. Its text is redacted; outputs are what the playbook names."""
    became = disposition(facts, call.playbook)
    info = call.info
    return {
        "type": "call.over",
        "call_id": call.id,
        "pipeline": pipeline,
        "ended": facts.ended,
        "disposition": {"kind": became.kind, "because": became.because},
        "summary": summary(facts),
        "outputs": outputs(facts, became, call.playbook),
        "actions": [{"name": act.name, "outcome": act.outcome} for act in facts.acts],
        "handoff": list(facts.handoff),
        "turns": len(facts.turns),
        "duration_s": facts.duration_s,
        "line": {
            "carrier": info.carrier if info else "",
            "call_id": info.call_id if info else "",
            "from_number": info.from_number if info else "",
            "to_number": info.to_number if info else "",
        },
    }


def signature(secret: str, message: Message, at: int) -> dict[str, str]:
    """Return the headers that prove a message: https://www.standardwebhooks.com."""
    signed = f"{message.id}.{at}.{message.body}".encode()
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return {
        "webhook-id": message.id,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


class AfterCall:
    """Delivers messages from the spool; make it inside of the event loop, and ``stop`` it.

    Args:
        config: Where to.
        spool: Where they wait.
        secret: Signs them.
        now: Seconds since the epoch.
    """

    def __init__(
        self,
        config: AfterCallConfig,
        spool: MessageSpool,
        secret: str,
        now: Callable[[], float] = epoch,
    ) -> None:
        self._config = config
        self._spool = spool
        self._secret = secret
        self._now = now
        self._delivering: dict[str, asyncio.Task[None]] = {}
        self._writing: set[asyncio.Task[None]] = set()
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Deliver what was left by an earlier start."""
        for message in await asyncio.to_thread(self._spool.waiting):
            self._deliver(message)

    def tell(self, body: Mapping[str, Any]) -> None:
        """Put a message into the spool, and deliver it. Never waits."""
        task = asyncio.create_task(self._keep(body), name="after-call-spool")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def stop(self) -> None:
        """Give messages on their way a moment; the others wait for the next start."""
        if self._writing:
            await asyncio.wait(self._writing)
        if self._delivering:
            await asyncio.wait(self._delivering.values(), timeout=STOP_S)
        left = list(self._delivering.values())
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
        if self._session is not None:
            await self._session.close()

    async def _keep(self, body: Mapping[str, Any]) -> None:
        stamp = datetime.fromtimestamp(self._now(), UTC).isoformat(timespec="seconds")
        told = {**body, "at": stamp}
        try:
            message = await asyncio.to_thread(
                self._spool.put, str(body["call_id"]), told, self._now()
            )
        except OSError as error:
            logger.error("after-call spool: a message was not written: {}", error.strerror)
            return
        self._deliver(message)

    def _deliver(self, message: Message) -> None:
        if message.id not in self._delivering:
            task = asyncio.create_task(self._until_delivered(message), name="after-call")
            self._delivering[message.id] = task
            task.add_done_callback(lambda _: self._delivering.pop(message.id, None))

    async def _until_delivered(self, message: Message) -> None:
        for number in range(1_000_000):
            if self._now() - message.since > 3600 * self._config.keep_h:
                logger.error("after-call webhook: call {} is given up", message.id)
                break
            async with self._places:
                why = await self._try(message)
            if not why:
                break
            if number in (0, len(WAITS_S)):
                logger.warning("after-call webhook: {}; trying again", why)
            await asyncio.sleep(WAITS_S[min(number, len(WAITS_S) - 1)])
        await asyncio.to_thread(self._spool.drop, message.id)

    async def _try(self, message: Message) -> str:
        """Send a message once; return why it was not taken, or nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        headers = {
            "Content-Type": "application/json",
            **signature(self._secret, message, int(self._now())),
        }
        with contextlib.suppress(TimeoutError):
            try:
                async with (
                    asyncio.timeout(self._config.timeout_ms / 1000),
                    self._session.post(
                        self._config.url, data=message.body, headers=headers, allow_redirects=False
                    ) as answer,
                ):
                    return "" if answer.status < 300 else f"status {answer.status}"
            except (aiohttp.ClientError, OSError) as error:
                if not isinstance(error, TimeoutError):
                    return f"it cannot be reached ({type(error).__name__})"
        return f"no answer in {self._config.timeout_ms:.0f} ms"


def open_after_call(
    config: AfterCallConfig, folder: Path, worker: int = 0, workers: int = 1
) -> AfterCall:
    """Read the secret and open the spool.

    Args:
        config: The part of the pipeline file.
        folder: What the spool's folder is relative to.
        worker: Number of this worker: each has a spool of its own.
        workers: How many there are.

    Raises:
        ConfigError: A secret or variable is missing, or the spool cannot be written.
    """
    secret = config.secret.read("after_call.secret")
    if len(secret) < MIN_SECRET:
        place = config.secret.env or config.secret.file
        raise ConfigError(
            f"after_call.secret: {place} needs {MIN_SECRET} or more random characters; set it"
        )
    config = config.model_copy(update={"url": fill_in(config.url, "after_call.url")})
    spool = (folder / fill_in(config.spool, "after_call.spool")).resolve()
    return AfterCall(config, worker_spool(spool, config.max_waiting, worker, workers), secret)
