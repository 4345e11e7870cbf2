"""What the caller hears when the voice is late or fails."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from exchange import MakeExchange, exchange_in
from numpy.typing import NDArray

from voice_agent.core.chain import EngineHandle
from voice_agent.language.en.clauses import split_clauses
from voice_agent.tts.voice import Voice

pytestmark = pytest.mark.virtual_time


@pytest.fixture
def exchange(tmp_path: Path) -> MakeExchange:
    return exchange_in(tmp_path)


class BreakingVoice:
    """Speaks until it is broken: then it fails or hangs."""

    sample_rate_hz = 16000

    def __init__(self) -> None:
        self.broken = ""

    def synthesise(self, text: str) -> NDArray[np.int16]:
        if self.broken == "fails":
            raise RuntimeError("out of memory")
        if self.broken == "hangs":
            time.sleep(30)
        return np.full(800 * len(text.split()), 5000, np.int16)


@pytest.mark.parametrize("how", ["fails", "hangs"])
async def test_a_dead_voice_hands_over_with_words_it_remembers(
    exchange: MakeExchange, how: str
) -> None:
    engine = BreakingVoice()
    voice = Voice(EngineHandle("tts", engine))
    stages = {"tts": {"deadline_ms": 150}}
    async with exchange("my balance", voice=voice, stages=stages) as line:
        clauses = split_clauses(line.server.engines.playbook.says.handoff)
        await voice.prepare(clauses, deadline_ms=1000)
        async with line.phone() as phone:
            await phone.greeted()
            engine.broken = how
            await phone.say()
            assert (await phone.until("overrun"))["stage"] == "tts"
            ended = await phone.until("ended")
        assert ended["reason"] == "handoff"
        assert [r["source"] for r in phone.all("reply")] == ["agent", "playbook", "handoff"]
        spoken = np.frombuffer(bytes(phone.audio), "<i2")
        words = len(line.server.engines.playbook.says.handoff.split())
        assert (spoken == 5000).sum() >= 800 * words, "the hand-over was heard to its end"


async def test_a_voice_that_may_fail_goes_on_with_the_next_clause(exchange: MakeExchange) -> None:
    engine = BreakingVoice()
    stages = {"tts": {"on_overrun": "log"}}
    voice = Voice(EngineHandle("tts", engine))
    async with exchange("my balance", voice=voice, stages=stages) as line:
        async with line.phone() as phone:
            await phone.greeted()
            engine.broken = "fails"
            await phone.say()
            await phone.until("error")
            assert (await phone.until("overrun"))["action"] == "log"
            assert not phone.all("ended")
