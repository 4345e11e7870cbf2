"""Conversations with a fake server over real loopback sockets, on virtual time."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from line_fakes import QUIET_FRAMES, FakeAgent, serving, tone, unused_url
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.server import ServerConnection, serve

from voice_agent.core.events import Interrupted, Ready
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.line import Connected, Line
from voice_agent.phone.measure import v2v_ms
from voice_agent.phone.values import CallError, CallRefusedError

pytestmark = pytest.mark.virtual_time


async def test_a_call_is_greeted_answered_and_measured() -> None:
    agent = FakeAgent()
    async with serving(agent) as base, make_line(url=base) as caller:
        await wait.until_agent_finishes(caller)
        said = await caller.speak(np.concatenate([tone(400), np.zeros(3200, np.int16)]))
        await wait.until_agent_finishes(caller, said)
        v2v = v2v_ms(caller.playback, said)
    assert agent.paths == ["/ws?rate=16000"]
    assert [received.event.type for received in caller.log] == [
        "ready", "reply", "speech_started", "transcript", "reading", "route", "turn", "reply",
    ]  # fmt: skip
    assert said.speech_end_ms - said.start_ms == 400.0
    # The server needs that many quiet frames before it can answer.
    assert v2v is not None
    assert v2v >= (QUIET_FRAMES - 1) * 20
    assert agent.texts[-1] == {"type": "hangup"}


async def test_the_line_carries_noise_between_utterances_and_the_speech_unchanged() -> None:
    agent = FakeAgent()
    speech = tone(110)
    async with serving(agent) as base, make_line(url=base) as caller:
        await caller.clock.sleep(200)
        said = await caller.speak(speech)
        await caller.clock.sleep(100)
    sent = caller.microphone.sent
    start = round(said.start_ms * 16)
    assert np.array_equal(sent[start : start + speech.size], speech)
    around = np.concatenate([sent[:start], sent[start + speech.size :]])
    assert 0 < np.abs(around).max() < 100
    assert b"".join(agent.received) == sent[: sum(map(len, agent.received)) // 2].tobytes()


async def test_breaking_in_flushes_what_was_not_heard() -> None:
    agent = FakeAgent(answer_ms=3000.0)
    async with serving(agent) as base, make_line(url=base) as caller:
        await wait.until_agent_finishes(caller)
        first = await caller.speak(tone(300))
        started = await wait.until_agent_starts(caller, first.speech_end_ms)
        await caller.clock.sleep_until(started + 500)
        agent.answer_ms = 200.0
        second = await caller.speak(tone(300))
        await wait.until_agent_finishes(caller, second)
        v2v = v2v_ms(caller.playback, second)
    interrupted = next(
        received for received in caller.log if isinstance(received.event, Interrupted)
    )
    assert interrupted.at_ms >= second.start_ms
    assert v2v is not None
    assert v2v > 0
    between = caller.playback.audible_between(
        max(interrupted.at_ms, second.speech_end_ms) + 40, second.speech_end_ms + v2v - 1
    )
    assert not between


async def test_events_come_as_an_iterator_that_ends_with_the_call() -> None:
    async with serving(FakeAgent(end_after_turn=0)) as base:
        async with make_line(url=base) as caller:
            kinds = [received.event.type async for received in caller.events()]
    assert kinds == ["ready", "reply", "ended"]
    assert caller.over


async def test_unread_events_are_bounded_and_the_oldest_go_first() -> None:
    caller = make_line(url="ws://127.0.0.1:1")
    for number in range(2000):
        caller._obey(Ready(turn=number))
    assert caller.events_dropped == 2000 - 1024
    assert len(caller.log) == 2000


async def test_a_server_that_vanishes_is_one_clear_error() -> None:
    async with serving(FakeAgent(vanish_after_frames=30)) as base:
        async with make_line(url=base) as caller:
            with pytest.raises(CallError, match=r"vanished \d+\.\d s into the call"):
                await caller.speak(tone(5000))
            with pytest.raises(CallError, match="vanished"):
                await wait.until_agent_finishes(caller)


async def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(CallError, match="is the server running"):
        async with make_line(url=unused_url()):
            pass


async def test_a_refused_rate_gives_the_servers_reason() -> None:
    async def refuse(ws: ServerConnection) -> None:
        await ws.close(1008, "rate must be one of 8000, 16000")

    async with serve(refuse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with make_line(url=f"ws://127.0.0.1:{port}", rate_hz=24000) as caller:
            with pytest.raises(CallError, match=r"rate must be one of 8000, 16000 \(code 1008\)"):
                await wait.until_agent_finishes(caller)


async def test_a_server_whose_lines_are_all_busy_refuses_the_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def busy(connection: ServerConnection) -> None:
        await connection.close(1013, "all 8 lines are busy")

    async def connect_and_hear_the_end(self: Line) -> Connected:
        connection = await connect(self)
        assert isinstance(connection, ClientConnection)
        await connection.wait_closed()
        return connection

    connect = Line._connect
    monkeypatch.setattr(Line, "_connect", connect_and_hear_the_end)
    async with serve(busy, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        caller = make_line("twilio", f"ws://127.0.0.1:{port}")
        with pytest.raises(CallRefusedError, match=r"all 8 lines are busy \(code 1013\)"):
            await caller.dial()
        await caller.hangup()


async def test_a_server_that_never_answers_is_a_timeout() -> None:
    async with serving(FakeAgent(silent=True)) as base:
        async with make_line(url=base) as caller:
            await wait.until_agent_finishes(caller)
            said = await caller.speak(tone(200))
            with pytest.raises(CallError, match="waited 2 s for the agent's answer"):
                await wait.until_agent_finishes(caller, said, timeout_ms=2000)


@pytest.mark.parametrize("message", [b"abc", "no json", "[]", "{}"])
async def test_what_is_no_protocol_ends_the_call(message: str | bytes) -> None:
    async def babble(ws: ServerConnection) -> None:
        await ws.send(message)
        await ws.wait_closed()

    async with serve(babble, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with make_line(url=f"ws://127.0.0.1:{port}") as caller:
            with pytest.raises(CallError, match="the server sent"):
                await wait.until_agent_finishes(caller)


async def test_a_turn_can_be_typed_where_the_carrier_has_that() -> None:
    agent = FakeAgent()
    async with serving(agent) as base:
        async with make_line(url=base) as caller:
            await caller.type("my balance")
            await caller.clock.sleep(20)
    assert agent.texts[0] == {"type": "text", "text": "my balance"}
    with pytest.raises(CallError, match="cannot be typed"):
        await make_line("twilio").type("my balance")


async def test_hanging_up_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    async with serving(FakeAgent()) as base:
        caller = make_line(url=base)
        async with caller:
            await caller.press("1")
        await caller.hangup()
    assert asyncio.all_tasks() <= before
    with pytest.raises(CallError, match="over"):
        await caller.speak(tone(20))
