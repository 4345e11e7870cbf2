"""Two workers that ask each other, in one process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from exchange import Exchange, MakeExchange
from prometheus_client.parser import text_string_to_metric_families

from voice_agent.console.site import console_site
from voice_agent.core.errors import ConfigError
from voice_agent.server.readiness import readiness_of_all
from voice_agent.server.reload import Reloader
from voice_agent.server.workers.everywhere import Everywhere
from voice_agent.server.workers.merged import metrics_of_all
from voice_agent.server.workers.peers import Peers
from voice_agent.server.workers.place import Place
from voice_agent.server.workers.private import answering, private_app


class Asked:
    """A reloader that notes what it was asked."""

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.shares: list[float] = []

    async def reload(self, share: float = 1.0) -> str:
        if self.error:
            raise ConfigError(self.error)
        self.shares.append(share)
        return "v2"


@asynccontextmanager
async def beside(line: Exchange, folder: Path, reloader: Asked) -> AsyncIterator[Peers]:
    """The exchange's server as worker 1; yields what worker 0 asks."""
    place = Place(1, 2, 0, -1, folder)
    sites = [console_site(line.server)]
    app = private_app(line.server, cast(Reloader, reloader), sites)
    async with answering(place, app):
        yield Peers(Place(0, 2, 0, -1, folder))
    assert not place.socket().exists() or place.socket().is_socket()


async def test_a_worker_answers_the_others(exchange: MakeExchange, tmp_path: Path) -> None:
    reloader = Asked()
    async with exchange() as line, beside(line, tmp_path, reloader) as peers:
        assert [one.status for one in await peers.ask_all("/nothing")] == [404]
        (answer,) = await peers.ask_all("/live")
        assert json.loads(answer.body)["calls"] == []
        (answer,) = await peers.ask_all("/calls/nobody")
        assert answer.status == 404
        line.server.peers = peers
        assert (await readiness_of_all(line.server))["workers"] == 2
        families = text_string_to_metric_families((await metrics_of_all(line.server)).decode())
        (up,) = [one for one in families if one.name == "voice_agent_worker_up"]
        assert [sample.value for sample in up.samples] == [1, 1]
        line.server.peers = None


async def test_every_worker_is_reloaded(exchange: MakeExchange, tmp_path: Path) -> None:
    own, other = Asked(), Asked()
    async with exchange() as line, beside(line, tmp_path, other) as peers:
        assert await Everywhere(cast(Reloader, own), peers).reload(0.5) == "v2"
        assert own.shares == other.shares == [0.5]
        other.error = "the playbook is wrong"
        with pytest.raises(ConfigError, match="worker 1 keeps the old one: the playbook is wrong"):
            await Everywhere(cast(Reloader, own), peers).reload()
        own.error = "the playbook is wrong"
        with pytest.raises(ConfigError, match=r"^the playbook is wrong"):
            await Everywhere(cast(Reloader, own), peers).reload()


async def test_a_worker_that_is_gone_is_left_out(exchange: MakeExchange, tmp_path: Path) -> None:
    peers = Peers(Place(0, 2, 0, -1, tmp_path))
    async with exchange() as line:
        line.server.peers = peers
        assert (await readiness_of_all(line.server))["workers"] == 1
        assert b'voice_agent_worker_up{worker="1"} 0.0' in await metrics_of_all(line.server)
        assert await Everywhere(cast(Reloader, Asked()), peers).reload() == "v2"
        with pytest.raises(FileNotFoundError):
            await peers.connect(1, "/agents")
        line.server.peers = None
