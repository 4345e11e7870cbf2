from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import DeadlineError, StageError
from voice_agent.tts.cache import SpokenCache
from voice_agent.tts.engine import is_streaming
from voice_agent.tts.kept import KeptSentences
from voice_agent.tts.voice import Voice


class Plain:
    """Speaks ten samples a character; their value is how often it was asked."""

    sample_rate_hz = 16_000

    def __init__(self, *, local: bool = True) -> None:
        self.info = EngineInfo("plain", local=local)
        self.asked: list[str] = []
        self.error: Exception | None = None
        self.free = threading.Event()
        self.free.set()

    def synthesise(self, text: str) -> np.ndarray:
        self.asked.append(text)
        self.free.wait(5)
        if self.error:
            raise self.error
        return np.full(10 * len(text.strip()), len(self.asked), np.int16)


class Async(Plain):
    async def synthesise(self, text: str) -> np.ndarray:  # type: ignore[override]
        return super().synthesise(text)


class Streaming(Plain):
    sample_rate_hz = 8000
    closed = False

    async def stream(self, text: str) -> AsyncIterator[np.ndarray]:
        try:
            for word in text.split():
                await asyncio.sleep(0)
                yield super().synthesise(word)
        finally:
            self.closed = True


def voice(*engines: object, kept: KeptSentences | None = None) -> Voice:
    return Voice(EngineHandle("tts", *engines), SpokenCache(kept=kept))


async def speak(voice: Voice, text: str, rate_hz: int = 16_000) -> list[np.ndarray]:
    return [piece async for piece in voice.speak(text, rate_hz=rate_hz, deadline_ms=5000)]


@pytest.mark.parametrize("engine", [Plain, Async])
async def test_a_clause_is_made_once(engine: type[Plain]) -> None:
    made = engine()
    spoken = voice(made)
    assert [p.tolist() for p in await speak(spoken, "Hi.")] == [[1] * 30]
    assert [p.tolist() for p in await speak(spoken, " Hi.\n")] == [[1] * 30]
    assert made.asked == ["Hi."]
    assert spoken.remembered("Hi.") is not None
    assert spoken.sample_rate_hz == 16_000


async def test_audio_comes_at_the_rate_that_is_wanted() -> None:
    spoken = voice(Plain())
    for _ in range(2):
        (piece,) = await speak(spoken, "Hello there.", 8000)
        assert piece.size == 60


async def test_what_is_remembered_is_converted_once_for_a_rate() -> None:
    spoken = voice(Plain())
    first, second, third = [(await speak(spoken, "Hello there.", 8000))[0] for _ in range(3)]
    np.testing.assert_array_equal(first, second)
    assert third is second
    (other,) = await speak(spoken, "Hello there.", 24_000)
    assert other.size == 3 * third.size


async def test_a_streaming_voice_is_heard_piece_by_piece_and_remembered_whole() -> None:
    engine = Streaming()
    assert is_streaming(engine)
    spoken = voice(engine)
    assert [p.tolist() for p in await speak(spoken, "Hi you", 8000)] == [[1] * 20, [2] * 30]
    assert [p.tolist() for p in await speak(spoken, "Hi you", 8000)] == [[1] * 20 + [2] * 30]
    pieces = await speak(voice(Streaming()), "Good morning everybody", 16_000)
    assert sum(piece.size for piece in pieces) == pytest.approx(2 * 200, abs=2)


async def test_a_caller_who_interrupts_closes_the_stream_and_nothing_is_remembered() -> None:
    engine = Streaming()
    spoken = voice(engine)
    pieces = spoken.speak("Hi you", rate_hz=8000, deadline_ms=5000)
    await anext(pieces)
    await pieces.aclose()
    assert engine.closed
    assert spoken.remembered("Hi you") is None


async def test_text_without_anything_to_say_gives_no_piece() -> None:
    spoken = voice(Plain())
    assert await speak(spoken, " ") == []
    assert await speak(spoken, "") == []
    assert await speak(voice(Streaming()), "") == []


async def test_a_stand_in_speaks_at_the_same_rate_and_is_not_remembered() -> None:
    first, second = Plain(), Streaming()
    first.error = RuntimeError("broken")
    spoken = voice(first, second)
    pieces = await speak(spoken, "Hi you")
    assert sum(piece.size for piece in pieces) == pytest.approx(2 * 50, abs=2)
    assert spoken.remembered("Hi you") is None
    first.error = None
    assert [p.tolist() for p in await speak(spoken, "Hi you")] == [[2] * 60]


async def test_a_clause_that_nobody_waits_for_is_remembered() -> None:
    engine = Plain()
    engine.free.clear()
    spoken = voice(engine)
    pieces = spoken.speak("Hi.", rate_hz=16_000, deadline_ms=20)
    with pytest.raises(DeadlineError, match="tts: no answer in 20 ms"):
        await anext(pieces)
    engine.free.set()
    await spoken.handle.aclose()
    assert spoken.remembered("Hi.") is not None


@pytest.mark.parametrize(
    ("audio", "got"),
    [
        (np.zeros(3, np.float32), r"float32 \(3,\)"),
        (np.zeros((3, 1), np.int16), r"int16 \(3, 1\)"),
        (b"\0\0", "bytes"),
        (None, "NoneType"),
    ],
)
async def test_what_is_no_audio_is_an_error_that_says_what_is_expected(
    audio: object, got: str
) -> None:
    class Wrong(Plain):
        def synthesise(self, text: str) -> np.ndarray:
            return audio  # type: ignore[return-value]

    with pytest.raises(StageError, match=f"expected int16 samples of shape .*, got {got}"):
        await speak(voice(Wrong()), "Hi.")


async def test_guesses_are_made_if_the_voice_is_free_and_local() -> None:
    engine, paid = Plain(), Plain(local=False)
    spoken = voice(engine)
    await spoken.make_ready("Hi.", deadline_ms=5000)
    await spoken.make_ready("Hi.", deadline_ms=5000)
    assert engine.asked == ["Hi."]
    engine.free.clear()
    speaking = asyncio.create_task(speak(spoken, "Other."))
    await asyncio.sleep(0.01)
    await spoken.make_ready("Bye.", deadline_ms=5000)
    engine.free.set()
    await speaking
    assert engine.asked == ["Hi.", "Other."]
    await voice(paid).make_ready("Hi.", deadline_ms=5000)
    assert paid.asked == []


async def test_prepared_sentences_are_on_disk_for_the_next_start(tmp_path: Path) -> None:
    first, second = Plain(), Streaming()
    second.sample_rate_hz = 16_000
    spoken = voice(first, kept=KeptSentences(tmp_path, "v1"))
    assert await spoken.prepare(["Hi.", "Bye.", "Hi. "], deadline_ms=5000) == 2
    spoken = voice(second, kept=KeptSentences(tmp_path, "v1"))
    assert await spoken.recall(["Hi.", "New one."]) == ["New one."]
    assert await spoken.prepare(["Hi.", "New one."], deadline_ms=5000) == 1
    assert second.asked == ["New", "one."]
    assert spoken.remembered("New one.") is not None


async def test_only_the_first_voice_prepares() -> None:
    first, second = Plain(), Plain()
    first.error = RuntimeError("broken")
    with pytest.raises(StageError, match="RuntimeError: broken"):
        await voice(first, second).prepare(["Hi."], deadline_ms=5000)
    assert second.asked == []
