"""When the turn stage calls a turn over, window by window."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from fakes import FixedTurns, playbook
from numpy.typing import NDArray
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import InputDTMFFrame, InterruptionFrame
from pipecat.processors.frame_processor import FrameDirection
from stages import Bench, make_call, on_bench

from voice_agent.calls.call import Call
from voice_agent.calls.hub import Hub
from voice_agent.calls.playback import Playback
from voice_agent.config.schema import MAX_PAUSE_MS, ListenConfig
from voice_agent.core.budgets import Budget, BudgetTable
from voice_agent.core.chain import EngineHandle
from voice_agent.core.clock import Clock
from voice_agent.core.effort import Effort, Level
from voice_agent.core.turn import Completeness, Speech
from voice_agent.pipeline.frames import (
    CandidateFrame,
    CompletenessFrame,
    IdleFrame,
    SpeakingFrame,
    SpeechFrame,
    TranscriptFrame,
    TurnFrame,
    WindowFrame,
)
from voice_agent.pipeline.turns import TurnStage
from voice_agent.turns.decision import EndpointCosts, wait_ms

WINDOW = 512
NOTHING = np.zeros(0, np.int16)
LISTEN = ListenConfig(
    max_pause_ms=490,  # type: ignore[arg-type]
    speculate=False,
    partial_ms=0,
)


class Line:
    """A turn stage that nobody judges for: the longest pause ends a turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0.0
        self.pushed: list[Any] = []
        call = Call(
            "call",
            playbook=playbook(),
            budgets=BudgetTable(1000),
            playback=Playback(rate_hz=16000, lead_ms=0),
            hub=Hub(),
            clock=Clock(lambda: self.seconds),
            on_turn=lambda turn: None,
        )
        self.stage = TurnStage(call, EngineHandle("turns", FixedTurns()), LISTEN, Budget(60, 200))
        monkeypatch.setattr(self.stage, "push_frame", self._push)
        monkeypatch.setattr(self.stage, "create_task", lambda judging, name: judging.close())
        self._noise = np.random.default_rng(1)

    async def _push(self, frame: Any) -> None:
        self.pushed.append(frame)

    def sound(self, level: float, size: int) -> NDArray[np.int16]:
        return self._noise.normal(0, level, size).astype(np.int16)

    async def hear(
        self, level: float, windows: int, rest: NDArray[np.int16] = NOTHING, **known: Any
    ) -> None:
        for _ in range(windows):
            self.seconds += 0.032
            frame = WindowFrame(self.sound(level, WINDOW), self.seconds, rest, **known)
            await self.stage.process_frame(frame, FrameDirection.DOWNSTREAM)

    @property
    def over(self) -> bool:
        return any(isinstance(frame, TurnFrame) for frame in self.pushed)


async def spoken(monkeypatch: pytest.MonkeyPatch) -> Line:
    """A second of speech and a window of silence."""
    line = Line(monkeypatch)
    await line.hear(3000, 1, voiced=True, edge="started", since_edge_ms=32.0)
    await line.hear(3000, 30, voiced=True)
    await line.hear(10, 1, edge="stopped", since_edge_ms=32.0)
    return line


async def test_silence_that_is_in_no_window_yet_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the 490 ms 472 are in windows: the level is known to 10 ms."""
    for behind_ms, over in ((0, False), (8, False), (20, True)):
        line = await spoken(monkeypatch)
        await line.hear(10, 13)
        await line.hear(10, 1, line.sound(10, 16 * behind_ms))
        assert line.over is over


async def test_a_sound_that_is_in_no_window_yet_is_let_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    line = await spoken(monkeypatch)
    await line.hear(10, 13)
    await line.hear(10, 1, line.sound(700, 16 * 20))
    assert not line.over


async def test_a_window_with_a_voice_is_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    line = await spoken(monkeypatch)
    await line.hear(10, 14)
    await line.hear(3000, 1, voiced=True)
    assert not line.over


class Detector:
    """Judges a pause by its sound, in 40 ms."""

    def __init__(self, complete: float = 0.9, seconds: float = 0.04) -> None:
        self.complete = complete
        self.seconds = seconds
        self.judged = 0

    async def completeness(self, audio: Any) -> float:
        self.judged += 1
        await asyncio.sleep(self.seconds)
        return self.complete


class FailingDetector:
    def completeness(self, audio: Any) -> float:
        raise RuntimeError("bad tensor")


class Caller:
    """Speaks to a turn stage in windows of 32 ms, on virtual time."""

    def __init__(self, it: Bench) -> None:
        self.it = it
        self._noise = np.random.default_rng(1)

    async def windows(self, level: float, count: int, **known: Any) -> None:
        for number in range(count):
            await asyncio.sleep(0.032)
            samples = self._noise.normal(0, level, WINDOW).astype(np.int16)
            edge = known if not number else {}
            frame = WindowFrame(samples, self.it.call.clock.now(), NOTHING, level > 1000, **edge)
            await self.it.take(frame)

    async def speaks(self, windows: int = 20) -> None:
        await self.windows(3000, windows, edge="started", since_edge_ms=32.0)

    async def pauses(self, windows: int = 1) -> None:
        await self.windows(10, windows, edge="stopped", since_edge_ms=32.0)

    async def waits(self, windows: int) -> None:
        await self.windows(10, windows)


@asynccontextmanager
async def calling(
    engine: Any = None,
    listen: ListenConfig = ListenConfig(partial_ms=0),
    effort: Effort | None = None,
    **stage: Any,
) -> AsyncIterator[tuple[Bench, Caller]]:
    call = make_call(effort=effort)
    handle = EngineHandle("turns", engine or Detector())
    async with on_bench(TurnStage(call, handle, listen, Budget(60, 200), **stage), call) as it:
        yield it, Caller(it)


@pytest.mark.virtual_time
async def test_at_a_pause_the_stages_behind_begin_and_nothing_else_happens() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        assert it.hub.kinds == ["speech_started", "speech_stopped"]
        (candidate,) = it.all(CandidateFrame)
        assert candidate.utterance.turn == 1
        assert it.call.turn.timeline.marks.keys() == {"spoken", "paused"}
        assert it.all(TurnFrame) == []


@pytest.mark.virtual_time
async def test_on_a_busy_machine_a_breath_is_not_judged() -> None:
    detector, effort = Detector(), Effort(Level.LATER)
    async with calling(detector, effort=effort) as (_, caller):
        await caller.speaks()
        await caller.pauses(3)
        await caller.speaks()
        assert detector.judged == 0
        await caller.pauses(6)
        assert detector.judged == 1
        effort.level = Level.LESS
        await caller.speaks()
        await caller.pauses(2)
        assert detector.judged == 2


@pytest.mark.virtual_time
async def test_how_long_is_waited_depends_on_sound_and_sense() -> None:
    waited = {}
    for sense in (1.0, 0.5, 0.005):
        async with calling() as (it, caller):
            await caller.speaks()
            await caller.pauses()
            candidate = it.all(CandidateFrame)[0].utterance
            await it.take(CompletenessFrame(1, candidate.revision, Completeness(sense)))
            await caller.waits(40)
            (waited[sense],) = (at - 21 * 0.032 for at in it.times(TurnFrame))
    # Silence is 32 ms old at the pause; windows are 32 ms long.
    expected = {s: (wait_ms(0.9, s, EndpointCosts()) - 32) / 1000 for s in waited}
    for sense, seconds in waited.items():
        assert 0 <= seconds - expected[sense] <= 0.045
    assert waited[1.0] < waited[0.5] < waited[0.005]


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    ("meant", "least_s", "most_s"),
    [
        (Completeness(0.005, "digits"), 1.9, 2.5),
        (Completeness(0.005, "digits", max_pause_ms=640.0), 0.6, 0.7),
        (Completeness(0.005, "request"), 0.5, 0.6),
    ],
)
async def test_how_long_is_waited_depends_on_what_is_still_to_come(
    meant: Completeness, least_s: float, most_s: float
) -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await it.take(CompletenessFrame(1, it.all(CandidateFrame)[0].utterance.revision, meant))
        await caller.waits(90)
        assert least_s <= it.times(TurnFrame)[0] - 21 * 0.032 <= most_s


@pytest.mark.virtual_time
async def test_a_caller_with_long_pauses_is_given_longer_ones() -> None:
    waited = []
    for earlier in (0, 3):
        async with calling() as (it, caller):
            for _ in range(earlier):
                await caller.speaks()
                await caller.pauses(12)
            await caller.speaks()
            await caller.pauses()
            revision = it.all(CandidateFrame)[-1].utterance.revision
            await it.take(CompletenessFrame(1, revision, Completeness(0.3)))
            await caller.waits(60)
            waited.append(it.times(TurnFrame)[0] - (earlier * 32 + 21) * 0.032)
    assert waited[1] > waited[0] + 0.05


@pytest.mark.virtual_time
async def test_a_last_consonant_after_a_gap_is_heard_with_the_turn() -> None:
    """ "Mi-ke": without the burst another word is recognised."""
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses(4)
        first = it.all(CandidateFrame)[0].utterance
        await it.take(CompletenessFrame(1, first.revision, Completeness(0.99)))
        await caller.windows(700, 2)
        await caller.waits(60)
        second = it.all(CandidateFrame)[-1].utterance
        assert second.revision > first.revision
        assert second.audio.size >= first.audio.size + 5 * WINDOW
        (turn,) = it.all(TurnFrame)
        assert turn.utterance.revision == second.revision


@pytest.mark.virtual_time
async def test_a_sound_that_is_in_no_window_yet_is_not_asked_about_again_and_again() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        first = it.all(CandidateFrame)[0].utterance
        await it.take(CompletenessFrame(1, first.revision, Completeness(0.99)))
        await caller.waits(5)
        rest = np.random.default_rng(1).normal(0, 3000, 400).astype(np.int16)
        quiet = np.random.default_rng(2).normal(0, 10, WINDOW).astype(np.int16)
        await it.take(WindowFrame(quiet, it.call.clock.now(), rest, False))
        await asyncio.sleep(0.5)
        assert len(it.all(CandidateFrame)) == 1
        assert it.all(TurnFrame) == []


@pytest.mark.virtual_time
async def test_a_turn_without_one_is_recognised_once() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        first = it.all(CandidateFrame)[0].utterance
        await it.take(CompletenessFrame(1, first.revision, Completeness(0.99)))
        await caller.waits(20)
        assert len(it.all(CandidateFrame)) == 1


@pytest.mark.virtual_time
async def test_a_turn_whose_text_does_not_come_is_over_all_the_same() -> None:
    async with calling(Detector(complete=0.99)) as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await caller.waits(60)
        seconds = it.times(TurnFrame)[0] - 21 * 0.032
        assert seconds == pytest.approx(MAX_PAUSE_MS["story"] / 1000, abs=0.045)


@pytest.mark.virtual_time
async def test_the_sound_alone_decides_where_no_text_is_prepared() -> None:
    async with calling(Detector(complete=0.99), guesses=False) as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await caller.waits(40)
        seconds = it.times(TurnFrame)[0] - 21 * 0.032
        assert 0.2 <= seconds <= wait_ms(0.99, None, EndpointCosts()) / 1000


@pytest.mark.virtual_time
@pytest.mark.parametrize(
    ("sense", "speech", "least_s", "most_s"),
    [(1.0, "request", 0.55, 0.65), (0.005, "story", 1.4, 1.65)],
)
async def test_text_that_is_late_still_decides(
    sense: float, speech: Speech, least_s: float, most_s: float
) -> None:
    """Nothing is answered before it is there, so that waiting for it costs nothing."""
    async with calling(Detector(complete=0.99)) as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await caller.waits(18)
        assert it.times(TurnFrame) == []
        revision = it.all(CandidateFrame)[0].utterance.revision
        await it.take(CompletenessFrame(1, revision, Completeness(sense, speech)))
        await caller.waits(60)
        assert least_s <= it.times(TurnFrame)[0] - 21 * 0.032 <= most_s


@pytest.mark.virtual_time
@pytest.mark.parametrize(("turn", "revision"), [(1, 99), (7, None)])
async def test_what_is_said_of_another_pause_counts_for_nothing(
    turn: int, revision: int | None
) -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        current = it.all(CandidateFrame)[0].utterance.revision
        await it.take(CompletenessFrame(turn, revision or current, Completeness(1.0)))
        await caller.waits(4)
        assert it.all(TurnFrame) == []


@pytest.mark.virtual_time
async def test_a_caller_who_goes_on_drops_the_judgement_and_keeps_the_turn() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses(3)
        await caller.speaks()
        await caller.pauses()
        assert it.all(TurnFrame) == []
        first, second = (frame.utterance for frame in it.all(CandidateFrame))
        assert (first.turn, second.turn) == (1, 1)
        assert second.revision > first.revision
        assert second.audio.size > first.audio.size + 20 * WINDOW
        await it.take(CompletenessFrame(1, first.revision, Completeness(1.0)))
        await caller.waits(2)
        assert it.all(TurnFrame) == [], "that was said of the first pause"


@pytest.mark.virtual_time
async def test_a_detector_that_fails_or_is_late_leaves_the_longest_pause() -> None:
    for engine in (Detector(seconds=5), FailingDetector()):
        async with calling(engine) as (it, caller):
            await caller.speaks()
            await caller.pauses()
            await caller.waits(60)
            assert it.times(TurnFrame)[0] - 21 * 0.032 <= 1.65
            assert it.hub.kinds.count("overrun") == 1


@pytest.mark.virtual_time
async def test_without_guesses_no_candidate_is_made() -> None:
    for stage, listen in (
        ({"guesses": False}, ListenConfig(partial_ms=0)),
        ({}, ListenConfig(partial_ms=0, speculate=False)),
    ):
        async with calling(listen=listen, **stage) as (it, caller):
            await caller.speaks()
            await caller.pauses()
            await caller.waits(40)
            assert it.all(CandidateFrame) == []
            assert len(it.all(TurnFrame)) == 1


@pytest.mark.virtual_time
async def test_a_turn_has_the_moment_before_speech_was_noticed() -> None:
    async with calling() as (it, caller):
        await caller.waits(30)
        await caller.speaks()
        await caller.pauses()
        utterance = it.all(CandidateFrame)[0].utterance
        before, speech, pause = 9, 20, 1
        assert utterance.audio.size == (before + speech + pause) * WINDOW


@pytest.mark.virtual_time
async def test_while_the_caller_speaks_what_was_said_so_far_is_passed_on() -> None:
    async with calling(listen=ListenConfig(partial_ms=320)) as (it, caller):
        await caller.speaks(35)
        sizes = [frame.utterance.audio.size // WINDOW for frame in it.all(SpeakingFrame)]
        assert sizes == [11, 21, 31]


@pytest.mark.virtual_time
async def test_where_nobody_sees_partials_there_are_none() -> None:
    async with calling(listen=ListenConfig(partial_ms=320), partials=False) as (it, caller):
        await caller.speaks(35)
        assert it.all(SpeakingFrame) == []


@pytest.mark.virtual_time
async def test_a_recogniser_that_streams_gets_every_window_of_the_turn() -> None:
    async with calling(streams_audio=True) as (it, caller):
        await caller.waits(30)
        await caller.speaks(20)
        await caller.pauses()
        frames = it.all(SpeechFrame)
        assert [frame.begins for frame in frames] == [True] + [False] * 20
        heard = np.concatenate([frame.audio for frame in frames])
        assert np.array_equal(heard, it.all(CandidateFrame)[0].utterance.audio)


@pytest.mark.virtual_time
async def test_endless_speech_is_cut() -> None:
    async with calling(listen=ListenConfig(partial_ms=0, max_turn_s=2)) as (it, caller):
        await caller.speaks(70)
        (turn,) = it.all(TurnFrame)
        assert turn.utterance.audio.size / 16000 == pytest.approx(2, abs=0.04)
        await caller.pauses(40)
        assert len(it.all(TurnFrame)) == 1, "its end means nothing"


@pytest.mark.virtual_time
async def test_speech_interrupts_an_agent_that_speaks() -> None:
    async with calling() as (it, caller):
        it.call.playback.begin()
        it.call.queue_audio("one two three four", 16000, "agent")
        it.call.audio_sent(8000)
        await caller.speaks(1)
        assert it.hub.kinds == ["interrupted", "speech_started"]
        assert len(it.all(InterruptionFrame)) == 2, "up and down"


@pytest.mark.virtual_time
async def test_a_caller_who_goes_on_before_the_answer_is_heard_had_not_finished() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await it.take(
            CompletenessFrame(1, it.all(CandidateFrame)[0].utterance.revision, Completeness(1.0))
        )
        await caller.waits(8)
        (first,) = it.all(TurnFrame)
        await caller.speaks()
        await caller.pauses()
        assert it.call.turn.number == 1
        joined = it.all(CandidateFrame)[-1].utterance
        assert joined.audio.size > first.utterance.audio.size + 20 * WINDOW
        assert joined.revision > first.utterance.revision


@pytest.mark.virtual_time
async def test_one_who_speaks_after_an_action_begins_a_turn_of_its_own() -> None:
    async with calling() as (it, caller):
        await caller.speaks()
        await caller.pauses()
        await it.take(
            CompletenessFrame(1, it.all(CandidateFrame)[0].utterance.revision, Completeness(1.0))
        )
        await caller.waits(8)
        it.call.turn.acted = True
        await caller.speaks()
        assert it.call.turn.number == 2


@pytest.mark.virtual_time
async def test_silence_on_the_line_is_noticed_again_and_again_until_the_caller_speaks() -> None:
    async with calling(listen=ListenConfig(partial_ms=0, prompt_after_s=1)) as (it, caller):
        await caller.waits(80)
        assert [frame.count for frame in it.all(IdleFrame)] == [1, 2]
        await caller.speaks(40)
        assert [frame.count for frame in it.all(IdleFrame)] == [1, 2]
        await caller.pauses(55)
        it.call.drop_turn("nothing was said")
        await caller.waits(32)
        assert [frame.count for frame in it.all(IdleFrame)] == [1, 2, 1]


@pytest.mark.virtual_time
async def test_nobody_is_asked_whether_they_are_there_while_the_call_is_on_hold() -> None:
    async with calling(listen=ListenConfig(partial_ms=0, prompt_after_s=1)) as (it, caller):
        it.call.on_hold = True
        await caller.waits(80)
        assert it.all(IdleFrame) == []
        it.call.on_hold = False
        await caller.waits(40)
        assert [frame.count for frame in it.all(IdleFrame)] == [1]


@pytest.mark.virtual_time
async def test_nobody_is_asked_whether_they_are_there_while_an_answer_is_due() -> None:
    async with calling(listen=ListenConfig(partial_ms=0, prompt_after_s=1)) as (it, caller):
        it.call.open_turn()
        it.call.commit_turn()
        await caller.waits(80)
        assert it.all(IdleFrame) == []


@pytest.mark.virtual_time
async def test_keys_are_a_turn_of_their_own_that_needs_no_recognition() -> None:
    async with calling() as (it, caller):
        for digit in "12#":
            await it.take(InputDTMFFrame(KeypadEntry(digit)))
        (frame,) = it.all(TranscriptFrame)
        assert (frame.transcript.text, frame.transcript.confidence) == ("12", 1.0)
        assert it.hub.kinds == ["transcript"]
        assert it.call.owes_answer
        await it.take(InputDTMFFrame(KeypadEntry("7")))
        await caller.waits(63)
        assert [frame.transcript.text for frame in it.all(TranscriptFrame)] == ["12", "7"]
