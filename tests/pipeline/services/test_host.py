from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest
from pipecat.frames.frames import ErrorFrame, Frame, LLMTextFrame, TextFrame
from pipecat.utils.errors import ErrorCategory
from pipecat_servers.odd import OddService, odd_spec

from voice_agent.core.errors import LlmError, StageError, VoiceAgentError
from voice_agent.pipeline.services.host import Host, failure, kind
from voice_agent.pipeline.services.spec import ServiceSpec

MakeHost = Callable[..., Host]


class Watched:
    """What a host tells its owner."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.errors: list[VoiceAgentError] = []

    @property
    def texts(self) -> list[str]:
        return [frame.text for frame in self.frames if isinstance(frame, LLMTextFrame)]

    async def error(self) -> VoiceAgentError:
        async with asyncio.timeout(2):
            while not self.errors:
                await asyncio.sleep(0.005)
        return self.errors[0]


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
async def host(watched: Watched) -> AsyncIterator[MakeHost]:
    made: list[Host] = []

    def make(at_setup: str = "") -> Host:
        spec = odd_spec(at_setup=at_setup)
        host = Host(spec, on_frame=watched.frames.append, on_error=watched.errors.append)
        made.append(host)
        host.start()
        return host

    yield make
    for host in made:
        await host.close()


async def test_frames_go_in_and_come_out(host: MakeHost, watched: Watched) -> None:
    one = host()
    await one.started()
    await one.send(TextFrame("a b"), TextFrame("c"))
    async with asyncio.timeout(2):
        while watched.texts != ["a", "b", "c"]:
            await asyncio.sleep(0.005)
    assert one.usable


async def test_what_is_sent_before_it_has_started_waits(host: MakeHost, watched: Watched) -> None:
    one = host()
    await one.send(TextFrame("a"))
    await one.started()
    async with asyncio.timeout(2):
        while watched.texts != ["a"]:
            await asyncio.sleep(0.005)


async def test_a_failure_while_it_is_set_up_is_raised_where_it_is_waited_for(
    host: MakeHost,
) -> None:
    with pytest.raises(StageError, match="OddService failed: ValueError") as caught:
        await host("raise").started()
    assert "secret" not in str(caught.value)
    with pytest.raises(StageError, match="rate limit, HTTP 429"):
        await host("error").started()


@pytest.mark.parametrize("deed", ["raise", "crash", "error"])
async def test_whatever_breaks_in_it_reaches_the_owner_once(
    host: MakeHost, watched: Watched, deed: str
) -> None:
    one = host()
    await one.send(TextFrame(f"{deed} {deed}"))
    error = await watched.error()
    assert isinstance(error, StageError)
    assert "secret" not in str(error)
    assert not one.permanent
    assert one.error is error
    assert not one.usable
    await asyncio.sleep(0.02)
    assert watched.errors == [error]


@pytest.mark.parametrize("deed", ["", "hang", "linger", "crash", "stubborn"])
async def test_closing_ends_all_its_tasks(host: MakeHost, watched: Watched, deed: str) -> None:
    before = asyncio.all_tasks()
    one = host()
    await one.started()
    await one.send(TextFrame(deed))
    await asyncio.sleep(0.02)
    started = time.monotonic()
    await one.close()
    assert time.monotonic() - started < 3
    assert asyncio.all_tasks() <= before
    service: OddService = one.service
    assert service.cleaned or deed == "stubborn"
    assert service.cancelled == (deed in ("hang", "stubborn"))
    assert not one.usable


async def test_one_that_never_gets_ready_can_be_closed(host: MakeHost) -> None:
    one = host("hang")
    await asyncio.sleep(0.02)
    await one.close()
    assert one.service.cancelled
    assert one.service.cleaned


async def test_closing_goes_on_if_the_one_who_waits_for_it_is_cancelled(host: MakeHost) -> None:
    one = host()
    await one.started()
    closing = asyncio.create_task(one.close())
    await asyncio.sleep(0)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    await one.closing()
    assert one.service.cleaned


async def test_one_service_that_breaks_leaves_the_others_alone(
    host: MakeHost, watched: Watched
) -> None:
    first, second = host(), host()
    await first.send(TextFrame("crash"))
    await watched.error()
    await second.send(TextFrame("a"))
    async with asyncio.timeout(2):
        while watched.texts != ["a"]:
            await asyncio.sleep(0.005)
    assert second.usable


@pytest.mark.parametrize(
    ("frame", "what", "passes"),
    [
        (ErrorFrame("whatever"), "the log says why at DEBUG", True),
        (ErrorFrame("Error code: 401 - no"), "authentication, HTTP 401", False),
        (ErrorFrame("API error (status 503): x"), "server, HTTP 503", True),
        (ErrorFrame("took 500 ms"), "the log says why at DEBUG", True),
        (ErrorFrame("x", exception=ValueError("quoted")), "ValueError", True),
        (ErrorFrame("x", exception=ConnectionError()), "connectivity, ConnectionError", True),
        (ErrorFrame("x", category=ErrorCategory.INVALID_REQUEST), "invalid request", False),
        (ErrorFrame("TTS context 1 completed with no audio"), "it made no sound", True),
    ],
)
def test_an_error_keeps_its_kind_and_not_its_text(
    frame: ErrorFrame, what: str, passes: bool
) -> None:
    category, words = kind(frame)
    assert words == what
    assert category.is_permanent != passes


def test_an_llm_fails_with_an_llm_error() -> None:
    spec = ServiceSpec("llm", OddService, {}, {}, "")
    error = failure(spec, "it broke")
    assert isinstance(error, LlmError)
    assert (str(error), error.stage) == ("OddService failed: it broke", "llm")
