"""Pauses of recordings, and what a rule of when to answer makes of them.

A recording is one whole turn: every pause inside it is a breath, and its end is the end.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.latency.recordings import Recording
from benchmarks.report.stats import percentiles
from voice_agent.audio.echo import EchoReference
from voice_agent.audio.levels import Samples
from voice_agent.audio.pcm import LISTEN_HZ
from voice_agent.core.turn import Completeness
from voice_agent.dialogue.completeness import completeness
from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.interpret import interpret
from voice_agent.dialogue.state import DialogueState
from voice_agent.phone import microphone
from voice_agent.pipeline.assembly import Engines
from voice_agent.turns.decision import silence_ms
from voice_agent.turns.patience import PauseHabit
from voice_agent.vad.detector import SpeechDetector, SpeechStarted
from voice_agent.vad.guard import Guard
from voice_agent.vad.level import CallerLevel
from voice_agent.vad.limiter import Limiter

_TAIL_MS = 1500
_PRE_ROLL_MS = 320
NEAR_END_MS = 150
_NOISE_DBFS = -66.0
# The server answers no earlier than this after it judged, and hears the pause until then.
_HEARD_ON_MS = 128


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence after speech, and what is known when it is long enough to judge.

    Silence is counted from where the server takes speech to have ended.

    Attributes:
        length_ms: Silence until the end of the window in which the caller is heard again, into
            which the agent does not answer; ``None`` at the end of the turn.
        late_ms: How much later than the true end of the turn that is.
        fading_ms: How much later than that it was by what was heard in the pause: a soft last
            syllable lasts on.
        asked_ms: Silence after which sound and text were judged.
        sound: The turn detector's probability of an end.
        meant: Completeness of the text.
        ready_ms: Silence after which the text was recognised and read; no rule answers sooner.
        habit: What the recording's earlier pauses tell of the caller.
    """

    length_ms: float | None
    late_ms: float
    fading_ms: float
    asked_ms: float
    sound: float
    meant: Completeness
    ready_ms: float
    habit: PauseHabit = field(default_factory=PauseHabit)


Rule = Callable[[Pause], float]
"""Silence in ms after which to answer."""
Outcome = tuple[bool, float]
"""Whether a turn was cut into, and the latency of its answer in ms."""


def find_pauses(
    recording: Recording,
    engines: Engines,
    ask_ms: float,
    words_ms: float | None = None,
    state: DialogueState | None = None,
) -> list[Pause]:
    """Return the pauses of one recording, the end last.

    Args:
        recording: One whole turn.
        engines: Of the pipeline.
        ask_ms: Silence after which sound and text are judged.
        words_ms: Assumed time for recognising and reading; ``None`` for the time it takes here.
        state: The conversation before it; by default nothing was asked.
    """
    context = context_of(engines.playbook, state or DialogueState(), engines.clock.today())
    audio = np.concatenate((recording.samples, line_noise(_TAIL_MS)))
    end_ms = 1000 * recording.seconds
    listen, window = engines.config.listen, engines.vad.window_samples
    window_ms = 1000 * window / LISTEN_HZ
    detector = SpeechDetector(window_ms, listen.threshold, listen.start_ms, stop_ms=ask_ms)
    session, limiter = engines.vad.session(), Limiter()
    guard = Guard(CallerLevel(), EchoReference(LISTEN_HZ), window_ms)
    began_ms, ended_at_ms = 0.0, 0.0
    habit = PauseHabit()
    paused: Pause | None = None
    found: list[Pause] = []
    for start in range(0, audio.size - window + 1, window):
        heard = audio[start : start + window]
        probability = session.speech_probability(limiter.push(heard))
        own = guard.is_callers(
            heard, probability, start / LISTEN_HZ, speaking=detector.speaking, awaited=False
        )
        edge = detector.push(probability, own=own and guard.is_enough())
        if edge is None:
            continue
        if isinstance(edge, SpeechStarted):
            if paused is None:
                began_ms = edge.at_ms
            else:
                length_ms = edge.at_ms + window_ms - ended_at_ms
                found.append(replace(paused, length_ms=length_ms, late_ms=0.0))
                habit = habit.after(length_ms - window_ms, paused.meant.speech)
            continue
        begin = max(0, round((began_ms - _PRE_ROLL_MS) * LISTEN_HZ / 1000))
        turn = audio[begin : round(edge.decided_ms * LISTEN_HZ / 1000)]
        unvoiced_ms = edge.decided_ms - edge.at_ms
        quiet_ms = silence_ms(turn, LISTEN_HZ, unvoiced_ms)
        ended_at_ms = edge.decided_ms - quiet_ms
        sound, meant, took_ms = _ask(turn, engines, context)
        paused = Pause(
            length_ms=None,
            late_ms=ended_at_ms - end_ms,
            fading_ms=_fading_ms(audio[begin:], turn.size, quiet_ms, unvoiced_ms),
            asked_ms=quiet_ms,
            sound=sound,
            meant=meant,
            ready_ms=quiet_ms + (took_ms if words_ms is None else words_ms),
            habit=habit,
        )
        if edge.at_ms >= end_ms - NEAR_END_MS:
            return [*found, paused]
    # The VAD found no end, so there is nothing to decide.
    return []


def _fading_ms(audio: Samples, paused_at: int, quiet_ms: float, unvoiced_ms: float) -> float:
    """Return how much of the silence at a pause is speech that fades out."""
    heard = audio[: paused_at + _HEARD_ON_MS * LISTEN_HZ // 1000]
    on_ms = 1000 * (heard.size - paused_at) / LISTEN_HZ
    later_ms = silence_ms(heard, LISTEN_HZ, unvoiced_ms + on_ms) - on_ms
    return max(0.0, quiet_ms - later_ms)


def _ask(
    turn: Samples, engines: Engines, context: TurnContext
) -> tuple[float, Completeness, float]:
    """Return what sound and text say of a pause, and how many ms the text took."""
    sound = engines.turns.engine.completeness(turn)
    began = time.perf_counter()
    transcript = engines.stt.engine.transcribe(turn, LISTEN_HZ)
    reading = engines.slm.engine.read(transcript, asked=context.asked, today=context.today)
    took_ms = 1000 * (time.perf_counter() - began)
    response = interpret(engines.playbook, context, reading)
    meant = completeness(engines.playbook, context, reading, response)
    return sound, meant, took_ms


def outcome(pauses: Sequence[Pause], rule: Rule) -> Outcome:
    """Return whether the agent cuts in, and how long after the true end it can answer, in ms.

    An answer before the true end cuts in too: the last syllables may be too weak for the VAD.
    """
    *inner, end = pauses
    latency = end.late_ms + max(rule(end), end.ready_ms)
    cut_in = any(
        pause.length_ms is not None and max(rule(pause), pause.ready_ms) < pause.length_ms
        for pause in inner
    )
    return cut_in or latency < 0, latency


def judge(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Return the share of turns cut into, and percentiles of the latency of all turns."""
    if not outcomes:
        return {"n": 0}
    share = sum(cut_in for cut_in, _ in outcomes) / len(outcomes)
    return {"cut_in": round(share, 4), **percentiles([latency for _, latency in outcomes])}


def halves(turns: Mapping[str, Sequence[Pause]]) -> tuple[list[Sequence[Pause]], ...]:
    """Split turns into those to tune on and those to judge on, by a hash of the name."""
    parts: tuple[list[Sequence[Pause]], ...] = ([], [])
    for name, pauses in turns.items():
        parts[int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2].append(pauses)
    return parts


def frontier(points: Mapping[str, Mapping[str, float | int]]) -> list[str]:
    """Return the settings that no other one beats: fewer cut-ins, or a lower p50."""
    order = sorted(points, key=lambda name: (points[name]["cut_in"], points[name]["p50"]))
    best: list[str] = []
    for name in order:
        if not best or points[name]["p50"] < points[best[-1]]["p50"]:
            best.append(name)
    return best


def tuned(points: Mapping[str, Mapping[str, float | int]], at_most: float) -> str | None:
    """Return the fastest setting (p50) with at most that share of cut-ins, if any."""
    allowed = [name for name in points if points[name]["cut_in"] <= at_most]
    return min(allowed, key=lambda name: points[name]["p50"], default=None)


def line_noise(ms: float, seed: int = 1) -> Samples:
    """Return noise in the telephone's band at 16 kHz, as a caller's ``Microphone`` sends it."""
    return microphone.line_noise(LISTEN_HZ, _NOISE_DBFS, seed, ms / 1000)
