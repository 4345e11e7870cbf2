"""A call by voice, with an agent whose engines are fakes, on virtual time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from exchange import MakeExchange
from scenarios.spoken.callers import Caller, slow_voice

from voice_agent.core.events import Acted, Ended, Event, HandedOff, Interrupted, Replied
from voice_agent.phone.values import CallError
from voice_agent.scenarios.spoken.exchange import open_exchange
from voice_agent.scenarios.spoken.line import SpokenLine
from voice_agent.scenarios.spoken.said import NEVER

pytestmark = pytest.mark.virtual_time

MakeCall = Callable[..., AbstractAsyncContextManager[SpokenLine]]


@pytest.fixture
def call(exchange: MakeExchange) -> MakeCall:
    @asynccontextmanager
    async def make(*heard: str, carrier: str = "raw") -> AsyncIterator[SpokenLine]:
        async with exchange(*heard, listens=False, voice=slow_voice()) as fakes:
            async with open_exchange(fakes.server.engines) as lines:  # type: ignore[arg-type]
                async with lines.call(Caller(), carrier=carrier) as line:  # type: ignore[arg-type]
                    yield line

    return make


def said(events: Sequence[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, Replied)]


@pytest.mark.parametrize("carrier", ["raw", "twilio"])
async def test_a_task_over_several_turns(call: MakeCall, carrier: str) -> None:
    heard = ("send $250 to Sarah", "tomorrow", "yes")
    async with call(*heard, carrier=carrier) as line:
        assert said(await line.greeting()) == ["Hello."]
        assert said(await line.say("send 250 dollars to Sarah")) == ["When?"]
        assert said(await line.say("tomorrow"))[0].startswith("Send 250 dollars to Sarah")
        done = await line.say("yes")
        assert [event.name for event in done if isinstance(event, Acted)] == ["transfer"]
        assert not line.over
        assert [one.heard for one in line.said] == [(text,) for text in heard]
        assert all(0 < one.v2v_ms < 1000 for one in line.said)
        assert line.v2v_ms == line.said[-1].v2v_ms


async def test_the_answer_is_interrupted_after_some_words(call: MakeCall) -> None:
    async with call("send $250 to Sarah", "tomorrow", "the fees") as line:
        await line.greeting()
        await line.say("send 250 dollars to Sarah")
        assert not line.agent_speaks
        await line.say("tomorrow", hear=3)
        assert line.agent_speaks
        found = await line.say("the fees")
        (cut,) = [event.spoken for event in found if isinstance(event, Interrupted)]
        assert 1 <= len(cut.split()) <= 4
        assert said(found) == ["It costs nothing."] or "It costs nothing." in said(found)[0]
        assert not line.agent_speaks


async def test_keys_are_pressed_and_a_person_takes_over(call: MakeCall) -> None:
    async with call() as line:
        await line.greeting()
        found = await line.press("0")
        assert any(isinstance(event, HandedOff) for event in found)
        assert not any(isinstance(event, Ended) for event in found)
        assert line.over
        assert line.ended == "handoff"


async def test_silence_lasts_until_the_agent_asks(call: MakeCall) -> None:
    async with call() as line:
        await line.greeting()
        assert said(await line.be_silent()) == ["Are you still there?"]
        assert line.said == []
        assert line.v2v_ms is None


async def test_what_needs_no_answer_is_not_waited_for_forever(call: MakeCall) -> None:
    async with call("the fees", "Okay.") as line:
        await line.greeting()
        await line.say("the fees")
        assert said(await line.say("Okay.")) == []
        assert line.said[-1].v2v_ms == NEVER


async def test_a_call_that_ends_itself(call: MakeCall) -> None:
    async with call("bye") as line:
        await line.greeting()
        assert line.ended is None
        assert said(await line.say("bye")) == ["Goodbye."]
        assert (line.over, line.ended) == (True, "completed")
        assert await line.press("1") == []


async def test_a_line_that_breaks_is_an_error(call: MakeCall) -> None:
    async with call() as line:
        await line.greeting()
        line._phone._close(CallError("the server vanished"))
        with pytest.raises(CallError, match="vanished"):
            await line.say("the fees")
