"""A new version of the agent, loaded beside the one that answers calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol

from loguru import logger
from starlette.requests import Request
from starlette.responses import JSONResponse

from voice_agent.config.schema import PipelineConfig
from voice_agent.config.version import version_of
from voice_agent.core.errors import ConfigError, VoiceAgentError
from voice_agent.pipeline.assembly import Engines, start_engines
from voice_agent.server.access.door import Door
from voice_agent.server.access.web import visit_of

READ_ONCE = (
    "carriers",
    "audiosocket",
    "access",
    "record_url",
    "record_days",
    "server",
    "max_calls",
)
"""Keys of the pipeline file that belong to the server and not to its calls."""
PATH = "/reload"
_START = partial(start_engines, collects=False)


class Reloader:
    """Loads a new version when it is asked to, one at a time.

    Args:
        config: What the server was started with.
        read: Reads the pipeline file again.
        take: Has loaded engines of a version take a share of the calls.
        start: Loads and warms the engines of a pipeline file.
    """

    def __init__(
        self,
        config: PipelineConfig,
        read: Callable[[], PipelineConfig],
        take: Callable[[Engines, str, float], Awaitable[None]],
        start: Callable[[PipelineConfig], Awaitable[Engines]] = _START,
    ) -> None:
        self._config = config
        self._read = read
        self._take = take
        self._start = start
        self._loading = asyncio.Lock()

    async def reload(self, share: float = 1.0) -> str:
        """Load what the files say now; it takes new calls, and calls on the line go on as they are.

        Args:
            share: Part of the callers that the new version takes.

        Returns:
            The name of the version.

        Raises:
            VoiceAgentError: Nothing has changed; one line says why.
        """
        if not 0 < share <= 1:
            raise ConfigError(f"share: expected more than 0 and at most 1, got {share:g}")
        if self._loading.locked():
            raise ConfigError("a reload is under way; try again when it is over")
        async with self._loading:
            config = await asyncio.to_thread(self._read)
            check_unchanged(self._config, config)
            version = await asyncio.to_thread(version_of, config)
            engines = await self._start(config)
            await self._take(engines, version, share)
        return version

    async def reload_or_log(self, share: float = 1.0) -> None:
        """Do the same for a signal, which has nobody to tell."""
        try:
            version = await self.reload(share)
        except VoiceAgentError as error:
            logger.error("nothing was reloaded: {}", error)
        else:
            logger.info("version {} takes calls", version)


def check_unchanged(before: PipelineConfig, after: PipelineConfig) -> None:
    """Raise ConfigError if a key has changed that is read once."""
    for key in READ_ONCE:
        if getattr(before, key) != getattr(after, key):
            raise ConfigError(
                f"{after.file}: {key}: changed, but it is read at the start only; "
                "restart the server, or leave it as it was"
            )


class Reloads(Protocol):
    """Loads a new version when it is asked to."""

    async def reload(self, share: float = 1.0) -> str:
        """Load it, and return its name. See ``Reloader``."""
        ...


def endpoint_of(reloader: Reloads, door: Door) -> Callable[[Request], Awaitable[JSONResponse]]:
    """Make the endpoint that ``voice-agent reload`` calls. ``Guarded`` has checked who asks."""

    async def reload(request: Request) -> JSONResponse:
        if visit_of(request, door).foreign(door.access.origins):
            return _failed("pages of other origins may not reload", 403)
        try:
            share = float(request.query_params.get("share", "1"))
        except ValueError:
            return _failed("share: expected a number", 400)
        try:
            version = await reloader.reload(share)
        except VoiceAgentError as error:
            logger.error("nothing was reloaded: {}", error)
            return _failed(str(error), 409)
        body: dict[str, Any] = {"version": version, "share": share}
        return JSONResponse(body)

    return reload


def _failed(message: str, status: int) -> JSONResponse:
    return JSONResponse({"error": message}, status_code=status)
