import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from voice_agent.core.chain import EngineHandle
from voice_agent.core.engines import EngineInfo
from voice_agent.core.errors import DeadlineError, LlmError, OverloadError, StageError


class Engine:
    """Answers with its name after ``wait_s``, or raises ``error``. Counts how often it is asked."""

    def __init__(
        self,
        name: str,
        error: Exception | None = None,
        *,
        wait_s: float = 0.0,
        local: bool = True,
        pieces: int = 2,
    ) -> None:
        self.info = EngineInfo(name, local=local)
        self.error = error
        self.wait_s = wait_s
        self.pieces = pieces
        self.asked = 0
        self.closed = False

    async def answer(self, what: str = "") -> str:
        self.asked += 1
        await asyncio.sleep(self.wait_s)
        if self.error:
            raise self.error
        return self.info.name + what

    async def speak(self, what: str) -> AsyncIterator[str]:
        self.asked += 1
        try:
            for piece in range(self.pieces):
                await asyncio.sleep(self.wait_s)
                if self.error and piece == self.pieces - 1:
                    raise self.error
                yield f"{self.info.name}{piece}{what}"
        finally:
            self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def chain(*engines: Engine, speculate: bool | None = None) -> EngineHandle:
    loop = asyncio.get_running_loop()
    return EngineHandle("stt", *engines, speculate=speculate, clock=loop.time)


async def test_the_first_engine_answers() -> None:
    first, second = Engine("a"), Engine("b")
    handle = chain(first, second)
    assert await handle.run("answer", "!", deadline_ms=1000) == "a!"
    assert (first.asked, second.asked) == (1, 0)
    assert handle.info.name == "a"
    assert handle.engine is first
    assert handle.engines == (first, second)
    await handle.aclose()
    assert first.closed
    assert second.closed


async def test_when_it_raises_the_next_is_asked() -> None:
    handle = chain(Engine("a", RuntimeError("broken")), Engine("b", LlmError("no")), Engine("c"))
    assert await handle.run("answer", deadline_ms=1000) == "c"
    await handle.aclose()


async def test_an_engine_without_the_method_fails_like_any_other() -> None:
    handle = chain(Engine("a"), Engine("b"))
    with pytest.raises(StageError, match=r"^stt: b has no method 'transcribe'$"):
        await handle.run("transcribe", deadline_ms=1000)
    assert handle.first.failures == 1
    await handle.aclose()


async def test_each_fallback_is_told() -> None:
    told: list[tuple[str, str]] = []
    handle = chain(Engine("a", RuntimeError()), Engine("b", LlmError("no")), Engine("c"))
    handle.on_fallback = lambda stage, failed: told.append((stage, failed.name))
    await handle.run("answer", deadline_ms=1000)
    assert told == [("stt", "a"), ("stt", "b")]
    with pytest.raises(StageError):
        await handle.run("transcribe", deadline_ms=1000)
    assert told[2:] == [("stt", "a"), ("stt", "b")], "after the last engine there is none to ask"
    await handle.aclose()


async def test_the_error_of_the_last_one_is_the_answer() -> None:
    handle = chain(Engine("a", RuntimeError("one")), Engine("b", RuntimeError("two")))
    with pytest.raises(StageError, match="stt: RuntimeError: two"):
        await handle.run("answer", deadline_ms=1000)
    await handle.aclose()


@pytest.mark.virtual_time
async def test_the_deadline_is_shared_and_what_is_left_goes_to_the_rest() -> None:
    loop = asyncio.get_running_loop()
    slow = [Engine("a", wait_s=9), Engine("b", wait_s=9), Engine("c", wait_s=9)]
    handle, began = chain(*slow), loop.time()
    with pytest.raises(DeadlineError, match="no answer in 300 ms"):
        await handle.run("answer", deadline_ms=900)
    assert loop.time() - began == pytest.approx(0.9)
    quick = chain(Engine("a", RuntimeError()), Engine("b", wait_s=0.7))
    assert await quick.run("answer", deadline_ms=800) == "b"
    late = chain(Engine("a", wait_s=9), Engine("b", wait_s=0.7))
    with pytest.raises(DeadlineError, match="no answer in 400 ms"):
        await late.run("answer", deadline_ms=800)


@pytest.mark.virtual_time
async def test_three_failures_in_a_row_give_an_engine_thirty_seconds_of_rest() -> None:
    broken, good = Engine("a", RuntimeError("broken")), Engine("b")
    handle = chain(broken, good)
    for _ in range(5):
        assert await handle.run("answer", deadline_ms=1000) == "b"
    assert broken.asked == 3
    await asyncio.sleep(29.9)
    await handle.run("answer", deadline_ms=1000)
    assert broken.asked == 3
    await asyncio.sleep(0.2)
    await handle.run("answer", deadline_ms=1000)
    assert broken.asked == 4, "asked once more, and rests again"
    await handle.run("answer", deadline_ms=1000)
    assert broken.asked == 4
    await asyncio.sleep(30.1)
    broken.error = None
    assert await handle.run("answer", deadline_ms=1000) == "a"
    broken.error = RuntimeError("again")
    for _ in range(2):
        await handle.run("answer", deadline_ms=1000)
    assert broken.asked == 7, "an answer begins the count anew"


@pytest.mark.virtual_time
async def test_an_engine_that_has_no_stand_in_never_rests() -> None:
    alone = Engine("a", RuntimeError("broken"))
    handle = chain(alone)
    for _ in range(5):
        with pytest.raises(StageError):
            await handle.run("answer", deadline_ms=1000)
    assert alone.asked == 5
    both = chain(alone, Engine("b", RuntimeError("too")))
    for _ in range(4):
        with pytest.raises(StageError):
            await both.run("answer", deadline_ms=1000)
    assert alone.asked == 9, "when all rest, all are asked"


async def test_an_overload_is_passed_on_but_is_no_failure() -> None:
    full, good = Engine("a", OverloadError("full")), Engine("b")
    handle = chain(full, good)
    for _ in range(5):
        assert await handle.run("answer", deadline_ms=1000) == "b"
    assert full.asked == 5
    await handle.aclose()


async def test_cancelling_the_caller_is_no_failure_and_asks_nobody_else() -> None:
    slow, other = Engine("a", wait_s=60), Engine("b")
    handle = chain(slow, other)
    for _ in range(4):
        task = asyncio.create_task(handle.run("answer", deadline_ms=100_000))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert (slow.asked, other.asked) == (4, 0)
    await handle.aclose()


async def test_guesses_go_to_local_engines_unless_the_stage_says_otherwise() -> None:
    paid, local = Engine("paid", local=False), Engine("local", StageError("broken"))
    handle = chain(local, paid)
    assert handle.may_speculate
    with pytest.raises(StageError, match="broken"):
        await handle.run("answer", deadline_ms=1000, guess=True)
    assert await handle.run("answer", deadline_ms=1000) == "paid"
    await handle.aclose()
    # The turn would take over what a stand-in had guessed.
    for first_is_paid in (chain(paid), chain(paid, local)):
        assert not first_is_paid.may_speculate
        with pytest.raises(StageError, match="no engine that may be guessed with"):
            await first_is_paid.run("answer", deadline_ms=1000, guess=True)
        await first_is_paid.aclose()
    allowed, forbidden = chain(paid, speculate=True), chain(local, speculate=False)
    assert allowed.may_speculate
    assert not forbidden.may_speculate
    for one in (allowed, forbidden):
        await one.aclose()


async def test_busy_is_the_engine_that_would_be_asked() -> None:
    class Blocking:
        info = EngineInfo("two at once", parallel=2)

        def wait(self, event: threading.Event) -> bool:
            return event.wait(5)

    handle, release = EngineHandle("stt", Blocking()), threading.Event()
    tasks = []
    for busy in (False, False):
        assert handle.busy is busy
        tasks.append(asyncio.create_task(handle.run("wait", release, deadline_ms=5000)))
        await asyncio.sleep(0.01)
    assert handle.busy
    release.set()
    assert await asyncio.gather(*tasks) == [True, True]
    await handle.aclose()


async def collect(handle: EngineHandle, **kwargs: float) -> list[str]:
    stream = handle.stream(lambda link: link.engine.speak("!"), deadline_ms=1000, **kwargs)
    return [piece async for piece in stream]


async def test_a_stream_comes_from_the_first_engine_that_begins() -> None:
    engines = [Engine("a", RuntimeError("broken"), pieces=1), Engine("b", pieces=3)]
    handle = chain(*engines)
    assert await collect(handle) == ["b0!", "b1!", "b2!"]
    assert all(engine.closed for engine in engines)
    assert await collect(chain(Engine("silent", pieces=0), Engine("b"))) == []
    await handle.aclose()


async def test_an_error_after_the_first_piece_ends_the_stream_and_counts() -> None:
    broken, good = Engine("a", RuntimeError("cut off")), Engine("b")
    handle = chain(broken, good)
    for _ in range(3):
        stream = handle.stream(lambda link: link.engine.speak(""), deadline_ms=1000)
        assert await anext(stream) == "a0"
        with pytest.raises(StageError, match="RuntimeError: cut off"):
            await anext(stream)
    assert await collect(handle) == ["b0!", "b1!"]
    await handle.aclose()


@pytest.mark.virtual_time
async def test_a_stream_has_a_deadline_for_the_first_piece_and_for_each_further_one() -> None:
    slow = Engine("a", wait_s=0.6)
    assert await collect(chain(slow, Engine("b"))) == ["b0!", "b1!"]
    assert slow.closed
    assert await collect(chain(slow)) == ["a0!", "a1!"]
    with pytest.raises(DeadlineError, match="no answer in 500 ms"):
        await collect(chain(slow), next_ms=500)


async def test_a_stream_that_is_left_early_is_closed() -> None:
    engine = Engine("a", pieces=100)
    handle = chain(engine)
    stream = handle.stream(lambda link: link.engine.speak(""), deadline_ms=1000)
    assert await anext(stream) == "a0"
    await stream.aclose()
    assert engine.closed
    await handle.aclose()


async def test_what_is_no_stream_is_an_error_of_the_stage() -> None:
    handle = chain(Engine("a"))
    with pytest.raises(StageError, match="TypeError"):
        await anext(handle.stream(lambda link: "text", deadline_ms=1000))
    await handle.aclose()


def test_a_chain_without_engines_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="at least one engine"):
        EngineHandle("stt")


async def test_every_local_engine_is_warmed_and_no_other() -> None:
    first, paid, second = Engine("a"), Engine("paid", local=False), Engine("b")
    handle = chain(first, paid, second)
    await handle.warm("answer", "!", deadline_ms=1000)
    assert [engine.asked for engine in (first, paid, second)] == [1, 0, 1]
    await handle.warm("no_such_method", deadline_ms=1000)
    second.error = RuntimeError("broken")
    with pytest.raises(StageError, match="RuntimeError: broken"):
        await handle.warm("answer", deadline_ms=1000)
    await handle.aclose()
