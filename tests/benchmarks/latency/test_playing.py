"""Recordings played to a fake server, at twenty times real time."""

from line_fakes import FakeAgent, clock, serving, tone

from benchmarks.latency.playing import Calling, _say
from benchmarks.latency.recordings import Recording
from voice_agent.phone.client import Caller


async def test_a_long_answer_is_heard_to_its_end_before_the_next_recording() -> None:
    agent = FakeAgent(answer_ms=3000.0)
    calling = Calling(timeout_ms=1500.0)
    async with serving(agent) as base, Caller(f"{base}/ws", clock=clock()) as caller:
        await caller.wait_until_agent_finishes()
        for number in range(2):
            played = await _say(caller, Recording(str(number), tone(400)), calling, "call-1")
            assert (played.error, played.early_ms) == ("", None)
            assert played.v2v_ms is not None
            assert caller.playback.last_audible_ms is not None
            assert caller.clock.now_ms() > played.end_ms + played.v2v_ms + 3000.0
    assert "interrupted" not in {event.type for event in caller.log}
