"""Conversations with a fake server over real loopback sockets, at twenty times real time."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from line_fakes import QUIET_FRAMES, FakeAgent, clock, serving, tone, unused_url
from websockets.asyncio.server import ServerConnection, serve

from voice_agent.phone.client import Caller, with_rate
from voice_agent.phone.values import CallError, Utterance


async def test_a_call_is_greeted_answered_and_measured() -> None:
    agent = FakeAgent()
    async with serving(agent) as base, Caller(f"{base}/ws", clock=clock()) as caller:
        await caller.wait_until_agent_finishes()
        said = await caller.speak(np.concatenate([tone(400), np.zeros(3200, np.int16)]))
        await caller.wait_until_agent_finishes(said)
        v2v = caller.v2v_ms(said)
    assert agent.paths == ["/ws?rate=16000"]
    assert [event.type for event in caller.log] == [
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
    async with serving(agent) as base, Caller(f"{base}/ws", clock=clock()) as caller:
        await caller.clock.sleep(200)
        said = await caller.speak(speech)
        await caller.clock.sleep(100)
    sent = caller.sent
    start = round(said.start_ms * 16)
    assert np.array_equal(sent[start : start + speech.size], speech)
    around = np.concatenate([sent[:start], sent[start + speech.size :]])
    assert 0 < np.abs(around).max() < 100
    assert b"".join(agent.received) == sent[: sum(map(len, agent.received)) // 2].tobytes()


async def test_breaking_in_flushes_what_was_not_heard() -> None:
    agent = FakeAgent(answer_ms=3000.0)
    async with serving(agent) as base, Caller(f"{base}/ws", clock=clock()) as caller:
        await caller.wait_until_agent_finishes()
        first = await caller.speak(tone(300))
        started = await caller.wait_until_agent_starts(first.speech_end_ms)
        await caller.clock.sleep_until(started + 500)
        agent.answer_ms = 200.0
        second = await caller.speak(tone(300))
        await caller.wait_until_agent_finishes(second)
        v2v = caller.v2v_ms(second)
    interrupted = next(event for event in caller.log if event.type == "interrupted")
    assert interrupted.at_ms >= second.start_ms
    assert v2v is not None
    assert v2v > 0
    between = caller.playback.audible_between(
        max(interrupted.at_ms, second.speech_end_ms) + 40, second.speech_end_ms + v2v - 1
    )
    assert not between


async def test_events_come_as_an_iterator_that_ends_with_the_call() -> None:
    async with serving(FakeAgent(end_after_turn=0)) as base:
        async with Caller(f"{base}/ws", clock=clock()) as caller:
            kinds = [event.type async for event in caller.events()]
    assert kinds == ["ready", "reply", "ended"]
    assert caller.over


async def test_unread_events_are_bounded_and_the_oldest_go_first() -> None:
    caller = Caller("ws://127.0.0.1:1/ws")
    for number in range(2000):
        caller._on_message(f'{{"type": "note", "turn": {number}}}')
    assert caller.events_dropped == 2000 - 1024
    assert len(caller.log) == 2000


async def test_a_server_that_vanishes_is_one_clear_error() -> None:
    async with serving(FakeAgent(vanish_after_frames=30)) as base:
        async with Caller(f"{base}/ws", clock=clock()) as caller:
            with pytest.raises(CallError, match=r"vanished \d+\.\d s into the call"):
                await caller.speak(tone(5000))
            with pytest.raises(CallError, match="vanished"):
                await caller.wait_until_agent_finishes()


async def test_a_server_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(CallError, match="is the server running"):
        async with Caller(unused_url(), clock=clock()):
            pass


async def test_a_refused_rate_gives_the_servers_reason() -> None:
    async def refuse(ws: ServerConnection) -> None:
        await ws.close(1008, "rate must be one of 8000, 16000")

    async with serve(refuse, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with Caller(f"ws://127.0.0.1:{port}/ws", 24000, clock=clock()) as caller:
            with pytest.raises(CallError, match=r"rate must be one of 8000, 16000 \(code 1008\)"):
                await caller.wait_until_agent_finishes()


async def test_a_server_that_never_answers_is_a_timeout() -> None:
    async with serving(FakeAgent(silent=True)) as base:
        async with Caller(f"{base}/ws", clock=clock()) as caller:
            await caller.wait_until_agent_finishes()
            said = await caller.speak(tone(200))
            with pytest.raises(CallError, match="waited 2 s for the agent's answer"):
                await caller.wait_until_agent_finishes(said, timeout_ms=2000)


@pytest.mark.parametrize("message", [b"abc", "no json", "[]", "{}"])
async def test_what_is_no_protocol_ends_the_call(message: str | bytes) -> None:
    async def babble(ws: ServerConnection) -> None:
        await ws.send(message)
        await ws.wait_closed()

    async with serve(babble, "127.0.0.1", 0) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with Caller(f"ws://127.0.0.1:{port}/ws", clock=clock()) as caller:
            with pytest.raises(CallError, match="the server sent"):
                await caller.wait_until_agent_finishes()


async def test_hanging_up_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    async with serving(FakeAgent()) as base:
        caller = Caller(f"{base}/ws", clock=clock())
        async with caller:
            await caller.send_dtmf("1")
        await caller.hangup()
    assert asyncio.all_tasks() <= before
    with pytest.raises(CallError, match="over"):
        await caller.speak(tone(20))


class TestVoiceToVoice:
    """The measure alone, on a timeline without a network."""

    @staticmethod
    def _after(speech_end_ms: float) -> Utterance:
        return Utterance(0.0, 0.0, speech_end_ms, speech_end_ms + 200.0, 0)

    def test_counts_from_the_end_of_speech_to_the_first_audible_sample(self) -> None:
        caller = Caller("ws://127.0.0.1:1/ws", 8000)
        caller.playback.push(1300.0, np.zeros(160, dtype=np.int16))
        caller.playback.push(1320.0, np.full(160, 4000, dtype=np.int16))
        assert caller.v2v_ms(self._after(1000.0)) == 320.0

    def test_is_unknown_while_nothing_was_heard(self) -> None:
        caller = Caller("ws://127.0.0.1:1/ws", 8000)
        caller.playback.push(0.0, np.full(160, 4000, dtype=np.int16))
        assert caller.v2v_ms(self._after(1000.0)) is None

    def test_is_unknown_when_the_agent_talks_over_the_caller(self) -> None:
        caller = Caller("ws://127.0.0.1:1/ws", 8000)
        caller.playback.push(0.0, np.full(8000 * 3, 4000, dtype=np.int16))
        caller.playback.push(3500.0, np.full(160, 4000, dtype=np.int16))
        said = Utterance(200.0, 200.0, 1000.0, 1200.0, 0)
        assert caller.v2v_ms(said) is None

    def test_is_negative_when_the_agent_begins_before_the_caller_has_finished(self) -> None:
        caller = Caller("ws://127.0.0.1:1/ws", 8000)
        caller.playback.push(700.0, np.full(8000, 4000, dtype=np.int16))
        assert caller.v2v_ms(self._after(1000.0)) == -300.0


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ws://h:1/ws", "ws://h:1/ws?rate=8000"),
        ("ws://h:1/ws?rate=16000", "ws://h:1/ws?rate=8000"),
        ("ws://h:1/ws?token=x", "ws://h:1/ws?token=x&rate=8000"),
    ],
)
def test_the_rate_goes_into_the_url(url: str, expected: str) -> None:
    assert with_rate(url, 8000) == expected
