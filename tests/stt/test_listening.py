import asyncio
import threading
from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import DeadlineError, StageError
from voice_agent.core.turn import Transcript
from voice_agent.stt.engine import is_streaming
from voice_agent.stt.expected import Expected
from voice_agent.stt.listening import Listener

A, B, C = (np.full(1600, value, np.int16) for value in (1, 2, 3))


class Whole:
    """Answers with its name, the value of each piece of 0.1 s, and what it was asked."""

    def __init__(self, name: str = "whole") -> None:
        self.info = EngineInfo(name)
        self.threads: list[str] = []

    def transcribe(
        self, audio: np.ndarray, rate_hz: int, *, asked: str = "", draft: str = ""
    ) -> Transcript:
        self.threads.append(threading.current_thread().name)
        return Transcript(f"{self.info.name} {audio[::1600].tolist()} {asked}{draft}", 0.9)


class Knowing(Whole):
    """The same, and what is expected."""

    hears_expected = True

    def transcribe(  # type: ignore[override]
        self, audio: np.ndarray, rate_hz: int, *, asked: str = "", expected: Expected | None = None
    ) -> Transcript:
        return Transcript(expected.kind if expected else "nothing", 0.9)


class Streaming:
    """The same, piece by piece. Knows how to fail in each method, ``times`` times."""

    info = EngineInfo("streaming", streaming=True)

    def __init__(self, fails: str = "", times: int = 99) -> None:
        self.fails = fails
        self.times = times
        self.sessions: list[StreamingSession] = []

    def may_fail(self, method: str) -> None:
        if method == self.fails and self.times:
            self.times -= 1
            raise ConnectionError(method)

    def session(self, rate_hz: int, on_partial: Callable[[Transcript], None]) -> "StreamingSession":
        self.may_fail("session")
        self.sessions.append(StreamingSession(self, on_partial))
        return self.sessions[-1]


class StreamingSession:
    def __init__(self, engine: Streaming, on_partial: Callable[[Transcript], None]) -> None:
        self.engine = engine
        self.on_partial = on_partial
        self.heard: list[int] = []
        self.calls: list[str] = []
        self.wait_s = 0.0

    async def begin(self) -> None:
        self.engine.may_fail("begin")
        self.calls.append("begin")
        self.heard = []

    async def push(self, audio: np.ndarray) -> None:
        self.engine.may_fail("push")
        self.calls.append("push")
        self.heard += audio[::1600].tolist()
        self.on_partial(Transcript(str(self.heard), 0.5))

    async def transcript(self, *, asked: str = "") -> Transcript:
        self.engine.may_fail("transcript")
        await asyncio.sleep(self.wait_s)
        return Transcript(f"streaming {self.heard} {asked}", 0.9)

    async def close(self) -> None:
        self.calls.append("close")
        self.engine.may_fail("close")


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_an_engine_that_hears_what_is_expected_is_told() -> None:
    expected = Expected("consent", date(2026, 11, 30))
    for engine, told, text in (
        (Knowing(), expected, "consent"),
        (Knowing(), None, "nothing"),
        (Whole(), expected, "whole [1] "),
    ):
        handle = EngineHandle("stt", engine)
        listener = Listener(handle, 16_000)
        heard = await listener.transcript(A, deadline_ms=5000, expected=told)
        assert heard.text == text
        await listener.close()
        await handle.aclose()


async def test_an_engine_of_whole_utterances_is_asked_in_its_thread() -> None:
    engine = Whole()
    handle = EngineHandle("stt", engine)
    listener = Listener(handle, 16_000)
    assert not listener.streaming
    listener.begin(A)
    listener.push(B)
    heard = await listener.transcript(
        np.concatenate((A, B)), asked="q", deadline_ms=5000, late=lambda: {"draft": "d"}
    )
    assert heard.text == "whole [1, 2] qd"
    assert engine.threads[0].startswith("stt")
    await listener.close()
    await handle.aclose()


async def test_a_streaming_engine_is_told_the_audio_as_it_comes() -> None:
    engine, partials = Streaming(), []
    listener = Listener(EngineHandle("stt", engine), 16_000, on_partial=partials.append)
    assert listener.streaming
    assert is_streaming(engine)
    listener.begin(A)
    listener.push(B)
    await settle()
    assert [partial.text for partial in partials] == ["[1]", "[1, 2]"]
    text = (await listener.transcript(np.concatenate((A, B, C)), asked="q", deadline_ms=5000)).text
    assert text == "streaming [1, 2, 3] q", "what was not pushed yet is"
    listener.begin()
    assert (await listener.transcript(C, deadline_ms=5000)).text == "streaming [3] "
    assert len(engine.sessions) == 1
    await listener.close()
    assert engine.sessions[0].calls[-1] == "close"


async def test_a_caller_who_goes_on_cancels_the_question_not_the_session() -> None:
    engine = Streaming()
    listener = Listener(EngineHandle("stt", engine), 16_000)
    listener.begin(A)
    await settle()
    engine.sessions[0].wait_s = 60
    asking = asyncio.create_task(listener.transcript(A, deadline_ms=100_000))
    await settle()
    listener.push(B)
    await settle()
    assert engine.sessions[0].heard == [1], "nothing is pushed while a question is open"
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    engine.sessions[0].wait_s = 0
    heard = await listener.transcript(np.concatenate((A, B)), deadline_ms=5000)
    assert heard.text == "streaming [1, 2] "
    assert len(engine.sessions) == 1
    await listener.close()


@pytest.mark.parametrize("fails", ["session", "begin", "push", "transcript"])
async def test_a_session_that_breaks_is_replaced_and_gets_the_whole_utterance(fails: str) -> None:
    engine = Streaming(fails, times=1)
    listener = Listener(EngineHandle("stt", engine), 16_000)
    listener.begin(A)
    listener.push(B)
    await settle()
    heard = await listener.transcript(np.concatenate((A, B)), deadline_ms=5000)
    assert heard.text == "streaming [1, 2] "
    listener.begin(C)
    assert (await listener.transcript(C, deadline_ms=5000)).text == "streaming [3] "
    await listener.close()
    assert all(session.calls[-1] == "close" for session in engine.sessions)


@pytest.mark.parametrize("fails", ["session", "begin", "push", "transcript"])
async def test_a_stand_in_recognises_the_whole_utterance(fails: str) -> None:
    engine = Streaming(fails)
    listener = Listener(EngineHandle("stt", engine, Whole()), 16_000)
    for _ in range(5):
        listener.begin(A)
        listener.push(B)
        await settle()
        heard = await listener.transcript(np.concatenate((A, B)), deadline_ms=5000)
        assert heard.text == "whole [1, 2] "
    await listener.close()
    alone = Listener(EngineHandle("stt", Streaming(fails)), 16_000)
    with pytest.raises(StageError, match=f"stt: ConnectionError: {fails}"):
        await alone.transcript(A, deadline_ms=5000)
    await alone.close()


async def test_an_engine_that_cannot_recognise_fails_and_another_stands_in() -> None:
    listener = Listener(EngineHandle("stt", object(), Whole()), 16_000)
    assert (await listener.transcript(A, deadline_ms=5000)).text.startswith("whole")
    await listener.close()


async def test_a_streaming_engine_can_stand_in() -> None:
    class Broken(Whole):
        async def transcribe(self, *_: object, **__: object) -> Transcript:
            raise RuntimeError("broken")

    engine = Streaming()
    listener = Listener(EngineHandle("stt", Broken(), engine), 16_000)
    listener.begin(A)
    heard = await listener.transcript(np.concatenate((A, B)), deadline_ms=5000)
    assert heard.text == "streaming [1, 2] "
    assert engine.sessions[0].calls == ["begin", "push", "close"]
    await listener.close()


async def test_a_session_that_is_late_is_given_up() -> None:
    engine = Streaming()
    listener = Listener(EngineHandle("stt", engine), 16_000)
    listener.begin(A)
    await settle()
    engine.sessions[0].wait_s = 60
    with pytest.raises(DeadlineError, match="stt: no answer in 20 ms"):
        await listener.transcript(A, deadline_ms=20)
    listener.begin(B)
    assert (await listener.transcript(B, deadline_ms=5000)).text == "streaming [2] "
    await listener.close()
    assert [session.calls[-1] for session in engine.sessions] == ["close", "close"]


async def test_a_session_that_does_not_keep_up_is_given_up() -> None:
    class Stuck(Streaming):
        def session(self, *args: object) -> StreamingSession:  # type: ignore[override]
            made = super().session(*args)  # type: ignore[arg-type]
            if len(self.sessions) == 1:
                made.begin = asyncio.Event().wait  # type: ignore[method-assign,assignment]
            return made

    engine = Stuck()
    listener = Listener(EngineHandle("stt", engine), 16_000)
    listener.begin()
    for _ in range(101):
        listener.push(A)
    heard = await listener.transcript(B, deadline_ms=5000)
    assert heard.text == "streaming [2] "
    await listener.close()


async def test_a_session_that_cannot_be_closed_harms_nobody() -> None:
    engine = Streaming("close")
    listener = Listener(EngineHandle("stt", engine), 16_000)
    listener.begin(A)
    await listener.close()
    await listener.close()


@pytest.mark.parametrize("form", ["plain", "coroutine", "session"])
async def test_what_is_no_transcript_is_an_error_that_names_the_engine(form: str) -> None:
    class Wrong(Whole):
        def transcribe(self, *_: object, **__: object) -> Transcript:
            return "text"  # type: ignore[return-value]

    class WrongToo(Whole):
        async def transcribe(self, *_: object, **__: object) -> Transcript:  # type: ignore[override]
            return None  # type: ignore[return-value]

    class WrongSession(Streaming):
        def session(self, *args: object) -> StreamingSession:  # type: ignore[override]
            made = super().session(*args)  # type: ignore[arg-type]
            made.transcript = lambda *, asked="": asyncio.sleep(0, 7)  # type: ignore[method-assign,assignment,return-value]
            return made

    engine, kind = {
        "plain": (Wrong("mine"), "mine gave str"),
        "coroutine": (WrongToo("mine"), "mine gave NoneType"),
        "session": (WrongSession(), "streaming gave int"),
    }[form]
    handle = EngineHandle("stt", engine)
    listener = Listener(handle, 16_000)
    with pytest.raises(StageError, match=f"stt: {kind}, not a Transcript"):
        await listener.transcript(A, deadline_ms=5000)
    await listener.close()
    await handle.aclose()


async def test_a_stand_in_that_fails_costs_the_first_engine_nothing() -> None:
    first, second = Streaming(), Streaming("transcript")
    listener = Listener(EngineHandle("stt", first, second), 16_000)
    listener.begin(A)
    await settle()
    first.fails, first.times = "transcript", 2
    with pytest.raises(StageError):
        await listener.transcript(A, deadline_ms=5000)
    listener.begin(B)
    assert (await listener.transcript(B, deadline_ms=5000)).text == "streaming [2] "
    await listener.close()
