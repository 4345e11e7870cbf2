from __future__ import annotations

import asyncio

import numpy as np
import pytest

from voice_agent.core.errors import LlmError
from voice_agent.core.turn import Transcript
from voice_agent.stt import feed as feed_module
from voice_agent.stt.feed import MAX_WAITING_S, BrokenSessionError, Feed, close_session

RATE_HZ = 100


def piece(value: int, samples: int = 10) -> np.ndarray:
    return np.full(samples, value, np.int16)


class Session:
    """Writes down what happens to it; each method can wait or fail."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.fails: dict[str, Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}

    async def _do(self, name: str, said: str) -> None:
        if name in self.gates:
            await self.gates[name].wait()
        self.calls.append(said)
        if name in self.fails:
            raise self.fails[name]

    async def begin(self) -> None:
        await self._do("begin", "begin")

    async def push(self, audio: np.ndarray) -> None:
        await self._do("push", f"push {audio[0]}x{audio.size}")

    async def transcript(self, *, asked: str = "") -> Transcript:
        await self._do("transcript", f"transcript {asked}".strip())
        return Transcript("text", 0.9)

    async def close(self) -> None:
        await self._do("close", "close")


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_audio_goes_to_the_session_in_order_and_what_is_missing_before_the_question() -> None:
    session = Session()
    feed = Feed(session, RATE_HZ)
    feed.begin()
    feed.push(piece(1))
    feed.push(piece(0, 0))
    audio = np.concatenate((piece(1), piece(2, 5)))
    assert (await feed.transcript(audio, "how many?")).text == "text"
    await feed.transcript(audio, "")
    feed.begin()
    await feed.transcript(piece(3), "")
    await feed.close()
    assert session.calls == [
        "begin", "push 1x10", "push 2x5", "transcript how many?", "transcript",
        "begin", "push 3x10", "transcript", "close",
    ]  # fmt: skip


async def test_the_call_does_not_wait_for_a_session_that_connects() -> None:
    session = Session()
    session.gates["begin"] = asyncio.Event()
    feed = Feed(session, RATE_HZ)
    feed.begin()
    feed.push(piece(1))
    await settle()
    assert session.calls == []
    asking = asyncio.create_task(feed.transcript(piece(1), ""))
    await settle()
    session.gates["begin"].set()
    assert (await asking).text == "text"
    await feed.close()


async def test_a_session_may_be_ten_seconds_late_and_no_more() -> None:
    session = Session()
    session.gates["begin"] = asyncio.Event()
    feed = Feed(session, RATE_HZ)
    feed.begin()
    feed.push(piece(1, MAX_WAITING_S * RATE_HZ))
    assert not feed.broken
    feed.push(piece(1, 1))
    assert feed.broken
    feed.push(piece(1, 1))
    with pytest.raises(BrokenSessionError, match="it is more than 10 s late"):
        await feed.transcript(piece(1), "")
    await feed.close()
    quick = Feed(Session(), RATE_HZ)
    quick.begin()
    for _ in range(30):
        quick.push(piece(1, RATE_HZ))
        await settle()
    assert not quick.broken, "only what waits counts"
    await quick.close()


@pytest.mark.parametrize("method", ["begin", "push", "transcript"])
async def test_whatever_a_session_raises_breaks_it(method: str) -> None:
    session = Session()
    session.fails[method] = ConnectionError("gone")
    feed = Feed(session, RATE_HZ)
    feed.begin()
    with pytest.raises(BrokenSessionError, match="ConnectionError: gone"):
        await feed.transcript(piece(1), "")
    assert feed.broken == (method != "transcript")
    await feed.close()


async def test_an_error_of_ours_passes_as_it_is() -> None:
    session = Session()
    session.fails["transcript"] = LlmError("refused")
    feed = Feed(session, RATE_HZ)
    feed.begin()
    with pytest.raises(LlmError, match="refused"):
        await feed.transcript(piece(1), "")
    await feed.close()


async def test_a_question_that_is_cancelled_lets_the_audio_go_on() -> None:
    session = Session()
    feed = Feed(session, RATE_HZ)
    feed.begin()
    session.gates["transcript"] = asyncio.Event()
    asking = asyncio.create_task(feed.transcript(piece(1), ""))
    await settle()
    feed.push(piece(2))
    await settle()
    assert session.calls == ["begin", "push 1x10"]
    asking.cancel()
    await asyncio.wait({asking})
    await settle()
    assert session.calls == ["begin", "push 1x10", "push 2x10"]
    await feed.close()


async def test_a_session_that_does_not_close_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "_CLOSE_S", 0.01)
    session = Session()
    session.gates["close"] = asyncio.Event()
    await close_session(session)
    session.gates.clear()
    session.fails["close"] = RuntimeError("already closed")
    await close_session(session)
    assert session.calls == ["close"]
