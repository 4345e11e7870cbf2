from __future__ import annotations

import numpy as np
import pytest

from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import StageError
from voice_agent.language import load
from voice_agent.tts.aloud import read_aloud
from voice_agent.tts.voice import Voice


class Reader:
    """Speaks ten samples a character."""

    sample_rate_hz = 8000

    def __init__(self) -> None:
        self.info = EngineInfo("reader", local=True)
        self.asked: list[str] = []

    def synthesise(self, text: str) -> np.ndarray:
        if "boom" in text:
            raise RuntimeError("boom")
        self.asked.append(text)
        return np.ones(10 * len(text), np.int16)


async def read(text: str) -> tuple[list[str], int]:
    reader = Reader()
    handle = EngineHandle("tts", reader)
    try:
        pieces = read_aloud(Voice(handle), load("en"), text, rate_hz=8000)
        return reader.asked, sum([piece.size async for piece in pieces])
    finally:
        await handle.aclose()


async def test_all_sentences_are_read_in_their_order() -> None:
    asked, samples = await read("A call for the bank. The amount is 50 dollars.")
    assert asked[0].startswith("A call")
    assert "dollars" in asked[-1]
    assert samples == 10 * sum(len(one) for one in asked)


async def test_nothing_is_read_of_nothing() -> None:
    assert await read("") == ([], 0)


async def test_a_voice_that_fails_is_an_error() -> None:
    with pytest.raises(StageError):
        await read("boom")
