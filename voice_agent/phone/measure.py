"""Measurements of a call at the caller's ear. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from voice_agent.audio.levels import Samples, speech_bounds
from voice_agent.core.events import TurnTimed
from voice_agent.phone.playback import Playback
from voice_agent.phone.values import Received, Utterance

_BEFORE_MS = 100.0


def utterance(samples: Samples, rate_hz: int, start_ms: float, after_turn: int) -> Utterance:
    """Find where speech begins and ends in (n,) samples spoken at ``start_ms``."""
    begin, end = speech_bounds(samples, rate_hz)
    ms = 1000.0 / rate_hz
    return Utterance(
        start_ms=start_ms,
        speech_start_ms=start_ms + begin * ms,
        speech_end_ms=start_ms + end * ms,
        end_ms=start_ms + samples.size * ms,
        after_turn=after_turn,
    )


def v2v_ms(playback: Playback, said: Utterance) -> float | None:
    """Measure voice-to-voice: end of the caller's speech to the agent's first audible sample.

    Negative when the agent began before the caller had finished; ``None`` when nothing was heard
    yet, or when the agent had been talking all along.
    """
    begin, end = said.speech_start_ms, said.speech_end_ms
    since = end
    if playback.audible_between(end - _BEFORE_MS, end):
        flush = playback.flush_after(said.start_ms)
        if flush is not None:
            since = max(end, flush)
        elif playback.audible_between(begin - _BEFORE_MS, begin):
            return None
        else:
            since = begin
    onset = playback.onset_after(since)
    return None if onset is None else onset - end


def turn_is_timed(log: Sequence[Received], after_turn: int) -> bool:
    """Tell whether the server has timed a turn after ``after_turn``: its answer is heard."""
    return any(
        isinstance(received.event, TurnTimed) and received.event.turn > after_turn
        for received in reversed(log)
    )
