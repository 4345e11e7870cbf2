"""Servers for spoken calls: one a day, with the same engines."""

from __future__ import annotations

from datetime import date

import pytest
from exchange import MakeExchange
from scenarios.spoken.callers import Caller, slow_voice

from voice_agent.config.load import load_pipeline
from voice_agent.core.errors import ConfigError
from voice_agent.core.events import Acted, Event
from voice_agent.phone.values import CallError
from voice_agent.scenarios.spoken import exchange as exchange_module
from voice_agent.scenarios.spoken.exchange import Exchange, open_exchange, taking_all

pytestmark = pytest.mark.virtual_time
HEARD = ("send $250 to Sarah", "tomorrow", "yes")


async def sent_on(lines: Exchange, day: date) -> object:
    async with lines.call(Caller(), day=day) as line:  # type: ignore[arg-type]
        events: list[Event] = await line.greeting()
        for text in HEARD:
            events += await line.say(text)
    (sent,) = [event for event in events if isinstance(event, Acted)]
    return sent.details["date"]


async def test_each_call_has_its_day(exchange: MakeExchange) -> None:
    async with exchange(*HEARD * 3, listens=False, voice=slow_voice()) as fakes:
        async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
            for day, tomorrow in ((1, 2), (5, 6), (1, 2)):
                sent = await sent_on(lines, date(2026, 3, day))
                assert sent == f"2026-03-{tomorrow:02}"
            assert len(lines._urls) == 2


def test_a_check_is_not_told_that_the_machine_is_busy() -> None:
    config = load_pipeline("bank")
    assert config.server.admission.predict
    assert not taking_all(config).server.admission.predict


async def test_calls_at_once_hear_only_their_own_events(exchange: MakeExchange) -> None:
    async with exchange(listens=False, voice=slow_voice()) as fakes:
        async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
            async with lines.call(Caller()) as one, lines.call(Caller()) as other:  # type: ignore[arg-type]
                for line in (one, other):
                    events = await line.greeting()
                    assert {event.call_id for event in events} == {line._call_id}
                assert one._call_id != other._call_id


async def test_a_carrier_that_does_not_exist(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as fakes:
        async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
            with pytest.raises(ConfigError, match="unknown carrier 'pigeon'"):
                async with lines.call(Caller(), carrier="pigeon"):  # type: ignore[arg-type]
                    pass


async def test_a_call_that_nobody_takes(
    exchange: MakeExchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nobody(*args: object, **named: object) -> None:
        return

    monkeypatch.setattr(exchange_module.Server, "answer", nobody)
    async with exchange(listens=False) as fakes:
        async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
            with pytest.raises(CallError):
                async with lines.call(Caller()):  # type: ignore[arg-type]
                    pass
