"""Replicas of Ray Serve: what they are told, and what they tell Ray's proxies."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import MutableMapping
from typing import Any, cast

import pytest
from exchange import MakeExchange
from pydantic import ValidationError

from voice_agent.config.load import load_pipeline
from voice_agent.server.ray_scaling import FULL, Scaling
from voice_agent.server.ray_serve import (
    RayOptions,
    Replica,
    Reporting,
    config_of,
    deployment,
    loaded,
)
from voice_agent.server.server import Server

Messages = list[MutableMapping[str, Any]]


def test_a_replica_gets_no_more_calls_than_it_takes() -> None:
    config = load_pipeline("bank").model_copy(update={"max_calls": 10})
    options = RayOptions(min_replicas=2, max_replicas=5, cpus=4, fill=0.5)
    told = deployment(config, options)
    assert told["max_ongoing_requests"] == 10
    assert told["max_queued_requests"] > 1, "calls that come at once are no backlog"
    assert told["autoscaling_config"]["target_ongoing_requests"] == 5
    assert told["autoscaling_config"]["max_replicas"] == 5
    policy = told["autoscaling_config"]["policy"]
    module, name = policy["policy_function"].split(":")
    scaling = getattr(importlib.import_module(module), name)(**policy["policy_kwargs"])
    assert isinstance(scaling, Scaling)
    assert told["ray_actor_options"] == {"num_cpus": 4}
    assert told["graceful_shutdown_timeout_s"] > config.server.drain_s


def test_options_come_as_text_and_a_wrong_one_is_named() -> None:
    options = RayOptions.model_validate({"max_replicas": "8", "fill": "0.5"}, strict=False)
    assert (options.max_replicas, options.fill) == (8, 0.5)
    with pytest.raises(ValidationError, match="replica"):
        RayOptions.model_validate({"replica": "8"})


def test_what_has_a_port_of_its_own_is_left_out() -> None:
    config = config_of(RayOptions(record="sqlite:///x.sqlite"))
    assert (config.sip, config.audiosocket, config.record_url) == (None, None, "sqlite:///x.sqlite")


async def sent_by(replica: Replica, scope: dict[str, Any], *received: str) -> Messages:
    """Return what a replica sends when it receives messages of these types."""
    waiting, sent = [{"type": one} for one in received], Messages()

    async def receive() -> MutableMapping[str, Any]:
        return waiting.pop(0)

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    await replica(scope, receive, send)
    return sent


async def refusing(scope: Any, receive: Any, send: Any) -> None:
    assert "websocket.http.response" in scope["extensions"]
    await send({"type": "websocket.http.response.start", "status": 503, "headers": []})
    await send({"type": "websocket.http.response.body", "body": b"busy"})


async def test_a_call_that_is_refused_is_closed_where_nothing_else_can_be_said() -> None:
    replica = Replica(refusing, cast(Server, None))
    scope = {"type": "websocket", "extensions": {}}
    (message,) = await sent_by(replica, scope)
    assert (message["type"], message["code"]) == ("websocket.close", 1013)
    scope["extensions"] = {"websocket.http.response": {}}
    assert len(await sent_by(replica, scope)) == 2


async def test_a_replica_tells_how_full_it_is(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await Reporting().record_autoscaling_stats() == {FULL: 0.0}
    async with exchange(listens=False) as line:
        monkeypatch.setattr(Reporting, "server", line.server)
        assert await Reporting().record_autoscaling_stats() == {FULL: 0.0}
        monkeypatch.setattr(line.server.desk, "room", lambda: 0)
        assert await Reporting().record_autoscaling_stats() == {FULL: 1.0}


async def starting(scope: Any, receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})


async def test_a_replica_has_started_once_it_can_take_calls(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        server, replica = line.server, Replica(starting, line.server)
        engines, server.engines = server.engines, None
        starts = asyncio.create_task(sent_by(replica, {"type": "lifespan"}, "lifespan.startup"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not starts.done()
        server.engines = engines
        assert [one["type"] for one in await starts] == ["lifespan.startup.complete"]
        server.engines, server.failure = None, "no model"
        await loaded(server)
        (message,) = await sent_by(replica, {"type": "lifespan"}, "lifespan.startup")
        assert message == {"type": "lifespan.startup.failed", "message": "no model"}
        server.engines = engines
