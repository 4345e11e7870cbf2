"""A sentence said into the console's microphone."""

from __future__ import annotations

import numpy as np
import pytest
from exchange import MakeExchange, speech
from fastapi import HTTPException
from numpy.typing import NDArray

from voice_agent.console.hearing import A_MINUTE, Turnstile, hear
from voice_agent.core.errors import DeadlineError, OverloadError, StageError, VoiceAgentError
from voice_agent.core.jobs import Kind
from voice_agent.core.turn import Transcript
from voice_agent.stt.expected import Expected


class FailingStt:
    """Raises the same error again and again."""

    def __init__(self, error: VoiceAgentError) -> None:
        self.error = error

    def transcribe(
        self, audio: NDArray[np.int16], rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        raise self.error


class ExpectingStt:
    """Notes what it is told to expect."""

    hears_expected = True

    def __init__(self) -> None:
        self.told: list[tuple[str, Expected | None]] = []

    def transcribe(
        self,
        audio: NDArray[np.int16],
        rate_hz: int,
        *,
        asked: str = "",
        draft: str = "",
        expected: Expected | None = None,
    ) -> Transcript:
        self.told.append((asked, expected))
        return Transcript("fifty", 0.9)


async def test_the_recogniser_knows_what_was_asked_and_does_the_calls_work_first(
    exchange: MakeExchange,
) -> None:
    async with exchange(listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        engines.stt.first.engine = stt = ExpectingStt()
        kinds: list[Kind] = []
        engines.stt.watch(lambda stage, kind, waited_s: kinds.append(kind))
        await hear(engines, speech(1.0), "How much?")
        ((asked, expected),) = stt.told
        assert asked == "How much?"
        assert expected is not None
        assert expected.kind == "value"
        assert kinds == [Kind.PREPARATION]


async def test_a_sentence_is_recognised_and_nothing_is_recorded(exchange: MakeExchange) -> None:
    async with exchange("my balance", listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        heard = await hear(engines, speech(1.0), "")
        assert (heard.text, heard.confidence) == ("my balance", 0.9)
        assert line.stt.heard_ms == [1000]
        assert (await hear(engines, bytes(32000), "How much?")).text == ""
        assert await line.rows("select count(*) from calls") == [(0,)]


@pytest.mark.parametrize("body", [b"", b"\0\0\0", b"RIFF" + bytes(60)], ids=["empty", "odd", "wav"])
async def test_what_is_no_sound_is_refused(exchange: MakeExchange, body: bytes) -> None:
    async with exchange("my balance", listens=False) as line:
        assert line.server.engines is not None
        with pytest.raises(HTTPException, match="16-bit samples") as refused:
            await hear(line.server.engines, body, "")
        assert refused.value.status_code == 422
        assert line.stt.heard_ms == []


@pytest.mark.parametrize("error", [DeadlineError("late"), OverloadError("full")])
async def test_a_recogniser_without_time_is_told(
    exchange: MakeExchange, error: VoiceAgentError
) -> None:
    async with exchange(listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        engines.stt.first.engine = FailingStt(error)
        with pytest.raises(HTTPException, match="the recogniser is late") as refused:
            await hear(engines, speech(1.0), "")
        assert refused.value.status_code == 503


async def test_a_recogniser_that_fails_is_told(exchange: MakeExchange) -> None:
    async with exchange(listens=False) as line:
        engines = line.server.engines
        assert engines is not None
        engines.stt.first.engine = FailingStt(StageError("broken"))
        with pytest.raises(StageError, match="broken"):
            await hear(engines, speech(1.0), "")


def test_each_client_has_one_sentence_at_a_time() -> None:
    turnstile = Turnstile(lambda: 0.0)
    with turnstile.one("a"), turnstile.one("b"):
        with pytest.raises(HTTPException, match="still being recognised"), turnstile.one("a"):
            pass
    with turnstile.one("a"):
        pass


def test_each_client_has_so_many_a_minute() -> None:
    now_s = 0.0
    turnstile = Turnstile(lambda: now_s)
    for _ in range(A_MINUTE):
        with turnstile.one("a"):
            pass
    with pytest.raises(HTTPException, match="30 sentences a minute"), turnstile.one("a"):
        pass
    with turnstile.one("b"):
        pass
    now_s = 60.0 / A_MINUTE * 1.5
    with turnstile.one("a"):
        pass
