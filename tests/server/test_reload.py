"""A new version of the agent, beside the one that answers calls."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import aiohttp
import pytest
from exchange import MakeExchange

from voice_agent.config.load import load_pipeline
from voice_agent.config.schema import PipelineConfig
from voice_agent.core.errors import ConfigError, ModelError
from voice_agent.pipeline.assembly import Engines
from voice_agent.server.reload import Reloader, check_unchanged

BANK = load_pipeline("bank")


class Loading:
    """What a reloader reads, loads and hands over."""

    def __init__(self, read: Callable[[], PipelineConfig] = lambda: BANK) -> None:
        self.taken: list[tuple[str, float]] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.error: Exception | None = None
        self.reloader = Reloader(BANK, read, self._take, self._start)

    async def _start(self, config: PipelineConfig) -> Engines:
        await self.may_go_on.wait()
        if self.error is not None:
            raise self.error
        return cast(Engines, object())

    async def _take(self, engines: Engines, version: str, share: float) -> None:
        self.taken.append((version, share))


async def test_what_was_loaded_takes_its_share_of_the_calls() -> None:
    loading = Loading()
    version = await loading.reloader.reload(0.25)
    assert loading.taken == [(version, 0.25)]
    assert len(version) == 10


@pytest.mark.parametrize("share", [0.0, -1.0, 1.5, float("nan")])
async def test_a_share_is_a_part_of_the_callers(share: float) -> None:
    with pytest.raises(ConfigError, match="share: expected more than 0 and at most 1"):
        await Loading().reloader.reload(share)


async def test_one_is_loaded_at_a_time() -> None:
    loading = Loading()
    loading.may_go_on.clear()
    first = asyncio.create_task(loading.reloader.reload())
    await asyncio.sleep(0)
    with pytest.raises(ConfigError, match="a reload is under way"):
        await loading.reloader.reload()
    loading.may_go_on.set()
    await first
    assert len(loading.taken) == 1


async def test_files_that_are_wrong_change_nothing() -> None:
    def broken() -> PipelineConfig:
        raise ConfigError("bank.yaml: stages.stt.engine: unknown engine 'wisper'")

    loading = Loading(broken)
    with pytest.raises(ConfigError, match="unknown engine"):
        await loading.reloader.reload()
    await loading.reloader.reload_or_log()
    loading = Loading()
    loading.error = ModelError("no model in here")
    with pytest.raises(ModelError):
        await loading.reloader.reload()
    assert loading.taken == []
    loading.error = None
    await loading.reloader.reload_or_log()
    assert len(loading.taken) == 1, "the next one may succeed"


def test_keys_of_the_server_are_read_once() -> None:
    check_unchanged(BANK, load_pipeline("bank"))
    check_unchanged(BANK, BANK.model_copy(update={"turn_budget_ms": 1.0}))
    with pytest.raises(ConfigError, match=r"bank\.yaml: max_calls: changed.*restart the server"):
        check_unchanged(BANK, BANK.model_copy(update={"max_calls": 99}))


class Watched(Engines):
    """Engines that note when they are closed."""

    closed: list[str] = []  # noqa: RUF012 - for all of them

    async def aclose(self) -> None:
        self.closed.append("closed")


@pytest.mark.virtual_time
async def test_calls_stay_with_their_version_and_new_ones_get_the_new_one(
    exchange: MakeExchange,
) -> None:
    Watched.closed.clear()
    async with exchange() as line:
        server, old = line.server, line.server.engines
        assert old is not None
        parts: dict[str, Any] = {name: getattr(old, name) for name in Engines.__slots__}
        async with line.phone() as first:
            await first.until("ready")
            await server.take(Watched(**parts), "v2", 1.0)
            assert server.engines is not old
            async with line.phone() as second:
                await second.until("ready")
                await server.take(replace(old), "v3", 1.0)
                assert Watched.closed == [], "a call is on the line"
            await line.idle_but(1)
            assert Watched.closed == ["closed"]
            async with line.phone() as third:
                await third.until("ready")
        await line.idle()
        server._owned.clear()
        rows = await line.rows("select version from calls order by started_at, rowid")
        assert rows == [(None,), ("v2",), ("v3",)]


@pytest.mark.virtual_time
async def test_the_page_reloads_for_programs_and_not_for_other_origins(
    exchange: MakeExchange,
) -> None:
    loading = Loading()
    async with exchange(reloader=loading.reloader) as line, aiohttp.ClientSession() as session:
        url = f"{line.url.replace('ws://', 'http://')}/reload"
        answer = await session.post(f"{url}?share=0.5")
        assert answer.status == 200
        assert (await answer.json())["share"] == 0.5
        assert (await session.post(f"{url}?share=x")).status == 400
        answer = await session.post(f"{url}?share=7")
        assert (answer.status, "share: expected" in (await answer.json())["error"]) == (409, True)
        answer = await session.post(url, headers={"Origin": "https://elsewhere.example"})
        assert answer.status == 403
        assert (await session.get(url)).status == 405
        assert len(loading.taken) == 1
