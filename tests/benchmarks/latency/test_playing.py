"""Recordings played to a fake server, on virtual time."""

from pathlib import Path
from typing import Any, cast

import pytest
from line_fakes import FakeAgent, serving, tone

from benchmarks.latency.playing import Calling, Run, _call, say
from benchmarks.latency.recordings import Recording
from voice_agent.phone import wait
from voice_agent.phone.carriers import make_line
from voice_agent.phone.launch import ServerProcess
from voice_agent.phone.line import Line
from voice_agent.phone.values import CallRefusedError

pytestmark = pytest.mark.virtual_time


async def test_a_long_answer_is_heard_to_its_end_before_the_next_recording() -> None:
    agent = FakeAgent(answer_ms=3000.0)
    calling = Calling(timeout_ms=1500.0)
    async with serving(agent) as base, make_line(url=base) as caller:
        await wait.until_agent_finishes(caller)
        for number in range(2):
            played = await say(caller, Recording(str(number), tone(400)), calling, "call-1")
            assert (played.error, played.early_ms) == ("", None)
            assert played.v2v_ms is not None
            assert caller.playback.last_audible_ms is not None
            assert caller.clock.now_ms() > played.end_ms + played.v2v_ms + 3000.0
    assert "interrupted" not in {received.event.type for received in caller.log}


def test_a_line_is_named_by_its_carrier_and_rate() -> None:
    assert Calling().line == "raw 16000 Hz"
    assert Calling(rate_hz=8000).line == "raw 8000 Hz"
    assert Calling(carrier="twilio").line == "twilio 8000 Hz"


class _NoLine:
    """A server whose record never shows the call, and one that refuses it at once."""

    def __init__(self, *, denies: bool) -> None:
        self._denies = denies

    async def connect(self, caller: Line) -> str:
        if self._denies:
            raise CallRefusedError("HTTP 503")
        return ""


@pytest.mark.parametrize("denies", [True, False])
async def test_a_call_that_is_not_taken_is_refused_and_not_unanswered(denies: bool) -> None:
    server = ServerProcess(0, 1, 0.0, "sqlite:///calls.sqlite", Path("server.log"))
    run, batch = Run(), [Recording(str(n), tone(400)) for n in range(3)]
    done = await _call(server, batch, Calling(), run, cast(Any, _NoLine(denies=denies)))
    assert (done, run.refused, run.calls, run.call_s, run.played) == (3, 1, 0, 0.0, [])
