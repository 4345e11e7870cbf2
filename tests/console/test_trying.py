from __future__ import annotations

import pytest
from exchange import MakeExchange
from fakes import reading

from voice_agent.console import trying
from voice_agent.console.trying import Compared, doubt, try_turn
from voice_agent.core.errors import ConfigError
from voice_agent.pipeline.assembly import Engines


def ranked(intent: str, *ranking: tuple[str, float]) -> str | None:
    from dataclasses import replace

    return doubt(replace(reading(intent=intent), ranking=ranking))


def test_a_near_second_choice_is_a_doubt() -> None:
    assert ranked("fees", ("fees", 0.6), ("balance", 0.3)) == "balance"
    assert ranked("out_of_scope", ("fees", 0.5), ("out_of_scope", 0.4)) == "fees"
    assert ranked("fees", ("fees", 0.95), ("balance", 0.04)) is None
    assert ranked("fees") is None


async def test_a_turn_is_read_and_routed_and_nothing_is_done(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        found = await try_turn(engines, "send $250 to Sarah", "")
        assert (found.intent, found.route) == ("transfer", "answer")
        assert [(one.type, one.value) for one in found.details] == [
            ("amount", {"amount": 250.0, "currency": "USD"}),
            ("payee", "Sarah"),
        ]
        assert await line.rows("select count(*) from calls") == [(0,)]
        asked = await try_turn(engines, "the fees", "")
        assert (asked.route, asked.section) == ("retrieve", "Fees: The fees")
        assert (asked.fits or 0) > 0.5


async def test_a_turn_answers_what_the_agent_has_asked(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        found = await try_turn(engines, "send $250 to Sarah", "How much?")
        assert found.command == "details"


async def test_the_other_pipeline_is_loaded_once_and_freed(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with exchange(listens=False) as line:
        loaded: list[object] = []

        def load(config: object, *, stages: object) -> Engines:
            loaded.append(stages)
            assert line.server.engines is not None
            return line.server.engines

        monkeypatch.setattr(trying, "load_engines", load)
        other = Compared("barista")
        assert await other.engines() is await other.engines()
        assert loaded == [("slm", "llm")]
        await other.aclose()


async def test_a_pipeline_that_cannot_be_loaded_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries: list[int] = []

    def load(config: object, *, stages: object) -> Engines:
        tries.append(1)
        raise ConfigError("no model")

    monkeypatch.setattr(trying, "load_engines", load)
    other = Compared("barista")
    for _ in range(2):
        with pytest.raises(ConfigError, match="no model"):
            await other.engines()
    assert len(tries) == 2
    await other.aclose()
    with pytest.raises(ConfigError, match="no pipeline called 'nothing'"):
        Compared("nothing")
