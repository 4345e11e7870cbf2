"""An application for Ray Serve: replicas that answer calls, on as many nodes as there are.

    serve run voice_agent.server.ray_serve:app pipeline=/etc/voice-agent/mine.yaml max_replicas=8

Needs the extra ``ray``. ``docs/howto/cluster.md`` says what is different from a server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar

from pydantic import Field
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.logs import set_up_logging
from voice_agent.core.strict import Strict
from voice_agent.server.app import create_app
from voice_agent.server.drain import FAREWELL_S
from voice_agent.server.ray_scaling import FULL, Scaling, fullness
from voice_agent.server.run import make_server
from voice_agent.server.server import Server

NAME = "voice-agent"
MOST_QUEUED = 16
"""Callers that wait at each proxy while all replicas are full; the others get status 503."""
TRY_AGAIN_LATER = 1013
_NO_ADOPTION = 2**31
"""No replica takes over rows that wait on disk for another one: it may run."""
_DENIAL = "websocket.http.response"


class RayOptions(Strict):
    """What the application is started with.

    Attributes:
        pipeline: A shipped pipeline or a file that every node has.
        record: SQLAlchemy URL of the call record; else the pipeline's. Nodes share a server.
        min_replicas: Replicas at least.
        max_replicas: Replicas at most.
        fill: How full replicas are on average before another one is started: their calls as a part
            of ``max_calls``, or of those that they could have and answer in time.
        cpus: CPUs that a replica needs for itself.
        downscale_s: How long there must be too few calls before a replica is stopped.
        insecure: Whether strangers may come in who have not proved anything.
    """

    pipeline: str = "bank"
    record: str | None = None
    min_replicas: int = Field(default=1, ge=1)
    max_replicas: int = Field(default=4, ge=1)
    fill: float = Field(default=0.7, gt=0, le=1)
    cpus: float = Field(default=2, gt=0)
    downscale_s: float = Field(default=300, ge=0)
    insecure: bool = False


def app(args: Mapping[str, Any]) -> Any:
    """Build the application of Ray Serve.

    Args:
        args: ``RayOptions``, as text or values.

    Raises:
        ConfigError: The pipeline file is wrong.
    """
    from ray import serve

    options = RayOptions.model_validate(dict(args), strict=False)
    config = config_of(options)
    # Without what is about their number: else a change of that would start all replicas anew.
    own = RayOptions(**options.model_dump(include={"pipeline", "record", "insecure"}))

    def build() -> ASGIApp:
        return replica(own)

    deployed = serve.deployment(serve.ingress(build)(Reporting), name=NAME)
    return deployed.options(**deployment(config, options)).bind()


def config_of(options: RayOptions) -> PipelineConfig:
    """Return the pipeline file as replicas read it: what has a port of its own is left out.

    Raises:
        ConfigError: It is wrong.
    """
    config = load_pipeline(options.pipeline)
    own: dict[str, Any] = {"sip": None, "audiosocket": None}
    if options.record is not None:
        own["record_url"] = options.record
    return config.model_copy(update=own)


def deployment(config: PipelineConfig, options: RayOptions) -> dict[str, Any]:
    """Return how Ray Serve runs the replicas. Pure."""
    return {
        # Ray compares two replicas, not all: one could refuse a call while others are free.
        "max_ongoing_requests": config.max_calls,
        "max_queued_requests": MOST_QUEUED,
        "autoscaling_config": {
            "min_replicas": options.min_replicas,
            "max_replicas": options.max_replicas,
            "target_ongoing_requests": options.fill * config.max_calls,
            "policy": {
                "policy_function": f"{Scaling.__module__}:{Scaling.__name__}",
                "policy_kwargs": {"fill": options.fill},
            },
            "upscale_delay_s": 5.0,
            "downscale_delay_s": options.downscale_s,
        },
        "ray_actor_options": {"num_cpus": options.cpus},
        # A replica that is stopped gets no new call, and its calls this long to end.
        "graceful_shutdown_timeout_s": config.server.drain_s + 2 * FAREWELL_S,
        "graceful_shutdown_wait_loop_s": 1.0,
        "health_check_period_s": 5.0,
        "health_check_timeout_s": 15.0,
    }


def replica(options: RayOptions) -> ASGIApp:
    """Make what one replica serves.

    Raises:
        ConfigError: A secret is missing, or anybody could call.
    """
    set_up_logging("INFO")
    server = make_server(config_of(options), worker=_rank(), workers=_NO_ADOPTION)
    Reporting.server = server
    return Replica(create_app(server, host="0.0.0.0", insecure=options.insecure), server)


def _rank() -> int:
    """Return this replica's number among those that run."""
    from ray import serve

    rank = serve.get_replica_context().rank
    return int(getattr(rank, "rank", rank) or 0)


class Reporting:
    """What Ray asks a replica about itself.

    Attributes:
        server: The one of this process.
    """

    server: ClassVar[Server | None] = None

    async def record_autoscaling_stats(self) -> dict[str, float]:
        """Return how full the replica is."""
        if self.server is None:
            return {FULL: 0.0}
        return {FULL: fullness(len(self.server.lobby.calls), self.server.desk.room())}


class Replica:
    """The application of a server, as Ray's proxies need it.

    It has started once its engines are loaded, so that no caller comes earlier, and it refuses
    calls by closing the WebSocket: Ray's proxies know no other answer.

    Args:
        inner: The application.
        server: Its server.
    """

    def __init__(self, inner: ASGIApp, server: Server) -> None:
        self._inner = inner
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, a WebSocket, or the life of the replica."""
        if scope["type"] == "lifespan":
            await self._inner(scope, receive, self._once_loaded(send))
        elif scope["type"] == "websocket" and _DENIAL not in scope.get("extensions", {}):
            extensions = {**scope.get("extensions", {}), _DENIAL: {}}
            await self._inner({**scope, "extensions": extensions}, receive, closing(send))
        else:
            await self._inner(scope, receive, send)

    def _once_loaded(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await loaded(self._server)
                if self._server.failure:
                    message = {"type": "lifespan.startup.failed", "message": self._server.failure}
            await send(message)

        return sending


def closing(send: Callable[[Message], Awaitable[None]]) -> Send:
    """Return a ``send`` that closes a WebSocket where a response would refuse it."""

    async def sending(message: Message) -> None:
        if message["type"] == f"{_DENIAL}.start":
            await send({"type": "websocket.close", "code": TRY_AGAIN_LATER, "reason": "refused"})
        elif message["type"] != f"{_DENIAL}.body":
            await send(message)

    return sending


async def loaded(server: Server, *, look_every_s: float = 0.1) -> None:
    """Wait until a server's engines are loaded, or cannot be."""
    while server.engines is None and not server.failure:
        await asyncio.sleep(look_every_s)
