"""When is a turn over? Sound, sense and silence in one decision, with its price stated. Pure.

A pause is either the end of the turn or a breath inside it. How long breaths last is known;
so the longer the silence, the less likely it still is one. The agent speaks as soon as the
chance of cutting in, times what that costs, is less than what waiting on costs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from voice_agent.audio.levels import Samples, last_sound

CUT_IN = 0.01
"""Accepted chance of cutting into a request."""
_TAIL_S = 8
_LIMIT = 0.001
_SOUND_LEAST, _SOUND_MOST = -3.0, 1.0
_LATE_MS = 60.0
_MOST_LATE_MS = 200.0
_SOFT_MS = 150.0
_RELEASE_MS = 300.0
_FADING_MS = 20.0
_PARTIAL_LATE_MS = 300.0


@dataclass(frozen=True, slots=True)
class EndpointCosts:
    """What the decision weighs.

    The weights were fitted on the pauses of 240 spoken orders, at 16 kHz and over the telephone,
    and of 120 spoken questions to a bank; see ``voice-agent bench endpointing`` for what they are
    worth on turns they were not fitted on.

    Attributes:
        cut_in: Accepted chance of cutting in: the price of waiting over that of cutting in
            plus waiting. Smaller is more patient.
        at_least_ms: Least silence. People leave about 200 ms, and a last consonant may follow a
            gap as long as that ("mil-k").
        pause_ms: Centre of the logistic curve of how long pauses inside turns are, until the
            caller is heard again: the agent does not answer into a voice. Half of the orders' are
            shorter than 196 ms; what counts is the curve's upper end.
        pause_spread_ms: Scale of that curve.
        sound_weight: How much the turn detector's log-odds count, see ``sound_odds``.
        sense_weight: How much those of the words count.
        prior: Log-odds of a pause being the end before anything else is known.
    """

    cut_in: float = CUT_IN
    at_least_ms: float = 200.0
    pause_ms: float = 228.0
    pause_spread_ms: float = 50.0
    sound_weight: float = 0.772
    sense_weight: float = 0.695
    prior: float = 0.655


def end_probability(sound: float | None, sense: float | None, costs: EndpointCosts) -> float:
    """Return the probability that the pause is the end, from what is known of it so far, 0..1.

    Args:
        sound: The turn detector's probability; ``None`` while it is not there.
        sense: Completeness of the words; ``None`` while they are not there.
        costs: Weights and prior.
    """
    odds = costs.prior
    if sound is not None:
        odds += costs.sound_weight * sound_odds(sound)
    if sense is not None:
        odds += costs.sense_weight * log_odds(sense)
    return 1.0 / (1.0 + math.exp(-odds))


def wait_ms(sound: float | None, sense: float | None, costs: EndpointCosts) -> float:
    """Return the silence, counted from the end of speech, after which to answer.

    With p the probability of the end and S(t) the share of inner pauses longer than t, the
    pause is an inner one with probability (1-p)S / ((1-p)S + p). This is the first t, from
    ``costs.at_least_ms``, at which that is no more than ``costs.cut_in``.
    """
    end = end_probability(sound, sense, costs)
    share = costs.cut_in * end / ((1.0 - costs.cut_in) * (1.0 - end))
    if share >= 1.0:
        return costs.at_least_ms
    patient_ms = costs.pause_ms + costs.pause_spread_ms * math.log((1.0 - share) / share)
    return max(costs.at_least_ms, patient_ms)


def silence_ms(turn: Samples, rate_hz: int, unvoiced_ms: float) -> float:
    """Return how long ago speech ended, seen from the end of ``turn``.

    The VAD hears an end 60 ms late, at most 200, and the level of the sound tells it to 10 ms;
    but where a last syllable is too weak for the level, the VAD knows better. A soft last syllable
    may last on for 0.15 s when the VAD hears it no more, and up to 0.3 s where a gap parts it: a
    last consonant is often released that late ("mil-k"), and is no voice. What is longer is the
    room.

    Args:
        turn: The turn so far, shape (n,); the last 8 s of a long one count.
        rate_hz: Its sample rate.
        unvoiced_ms: Time since the VAD last heard speech.
    """
    tail = turn[-_TAIL_S * rate_hz :]
    began_ms, quiet_ms = (1000.0 * (tail.size - at) / rate_hz for at in last_sound(tail, rate_hz))
    if quiet_ms > unvoiced_ms + _MOST_LATE_MS:
        return unvoiced_ms + _LATE_MS
    soft_ms = _RELEASE_MS if began_ms < unvoiced_ms else _SOFT_MS
    return max(quiet_ms, unvoiced_ms - soft_ms)


def may_listen_along(turn: Samples, rate_hz: int, *, overdue: int) -> bool:
    """Return whether to begin a partial transcript that is due.

    Where the sound fades the turn may be over, and the recogniser would be busy when it is needed
    for the turn itself: a partial waits for the next word, but no longer than 0.3 s.

    Args:
        turn: The turn so far, shape (n,), with speech at its end by the VAD.
        rate_hz: Its sample rate.
        overdue: How many samples ago the partial was due.
    """
    late = 1000 * overdue >= _PARTIAL_LATE_MS * rate_hz
    return late or silence_ms(turn, rate_hz, 0.0) <= _FADING_MS


def sound_odds(sound: float) -> float:
    """Return the turn detector's log-odds, as far as they distinguish ends from breaths.

    It is as sure of "a dark roast latte ... with almond milk" as of a true end, and a list read out
    sounds unfinished to its last word: beyond these bounds, being surer says nothing more.
    """
    return min(max(log_odds(sound), _SOUND_LEAST), _SOUND_MOST)


def log_odds(probability: float) -> float:
    """Return the logarithm of the odds of a probability, which is kept away from 0 and 1."""
    bounded = min(max(probability, _LIMIT), 1.0 - _LIMIT)
    return math.log(bounded / (1.0 - bounded))
