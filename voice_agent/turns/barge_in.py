"""Does a caller who speaks into the agent's words want it to stop? A price, as for ends. Pure.

The agent falls silent at once when it hears a voice. Once the caller pauses, this decides: what
was said is a turn of its own, or it was nothing, and the agent goes on at the word.
"""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, fields

from voice_agent.audio.voicing import Voicing

TALK_OVER = 4.0
"""The cost of ignoring a caller who wanted something, over that of answering one who did not."""
UNCLEAR = 0.7
"""The same where nothing was understood: all that comes of stopping is "Sorry?", and somebody who
wanted something says it again."""
_OWN_DB, _LEVEL_BOUND_DB = 5.0, 25.0
"""A caller's own level varies by so much, and says nothing."""


@dataclass(frozen=True, slots=True)
class Words:
    """What was said into the agent's words, and into which.

    Attributes:
        count: How many words were recognised.
        confidence: The recogniser's, 0..1.
        listens: Whether they only show that the caller follows ("mm-hmm", "okay").
        directs: Whether they tell the agent to stop, wait, repeat or go back.
        asks: Whether they are a question.
        answers: Whether they answer what the agent is waiting for.
        clear: Confidence that they are a request that the agent knows, 0..1.
        asked: Whether the agent is waiting for an answer.
        unheard: How many words of the reply the caller has not heard.
        unclear: Whether the agent could only ask what was said.
    """

    count: int = 0
    confidence: float = 0.0
    listens: bool = False
    directs: bool = False
    asks: bool = False
    answers: bool = False
    clear: float = 0.0
    asked: bool = False
    unheard: int = 0
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """The features of the decision, in the order of ``Weights``.

    Attributes:
        length: Logarithm of the seconds that the sound lasts.
        below: How far more than 5 dB below the caller's own level it is, in tens of dB.
        voiced: Share with a pitch, 0..1.
        pitch_spread: Movement of the pitch, in octaves.
        brightness: Share of energy above 1 kHz, 0..1.
        bursts: Beats of the sound each second.
        wordless: 1 where nothing was recognised.
        count: Logarithm of one more than the words.
        confidence: The recogniser's.
        listens: 1 for a listener's sign.
        directs: 1 for an instruction to the agent.
        asks: 1 for a question.
        answers: 1 for an answer to what was asked.
        clear: Confidence of a known request.
        asked: 1 where the agent waits for an answer.
    """

    length: float
    below: float
    voiced: float
    pitch_spread: float
    brightness: float
    bursts: float
    wordless: float
    count: float
    confidence: float
    listens: float
    directs: float
    asks: float
    answers: float
    clear: float
    asked: float


SOUND = ("length", "below", "voiced", "pitch_spread", "brightness", "bursts")
"""Features that are known without a word."""
FEATURES = tuple(field.name for field in fields(Evidence))


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of a logistic regression; ``voice-agent bench interruptions`` fits them.

    Attributes:
        prior: Log-odds before anything is known.
        of: One weight for each feature of ``Evidence``.
    """

    prior: float
    of: tuple[float, ...]


WEIGHTS = Weights(
    -4.169,
    (
        -0.043,  # length
        -7.391,  # below
        2.271,  # voiced
        0.677,  # pitch_spread
        -0.05,  # brightness
        0.638,  # bursts
        -1.36,  # wordless
        1.433,  # count
        0.0,  # confidence
        -2.26,  # listens
        2.824,  # directs
        1.836,  # asks
        2.387,  # answers
        0.0,  # clear
        1.459,  # asked
    ),
)
"""Fitted on espeak-ng's voices with the texts as written, as ``bench interruptions --as-written``
does: the recogniser's confidence and that of a known request weigh nothing yet, because written
texts have none. See ``docs/results/latency.md``."""


def evidence(words: Words, sound: Voicing | None, below_db: float) -> Evidence:
    """Return the features of something said into the agent's words.

    Args:
        words: What was said.
        sound: Its sound; ``None`` for what was typed or keyed in.
        below_db: How far below the caller's own level it is; 0 while that is unknown.
    """
    heard = sound or Voicing(length_ms=1000.0, voiced=0.7)
    seconds = max(heard.length_ms, 50.0) / 1000.0
    return Evidence(
        length=math.log(seconds),
        below=(min(max(below_db, _OWN_DB), _LEVEL_BOUND_DB) - _OWN_DB) / 10.0,
        voiced=heard.voiced,
        pitch_spread=min(heard.pitch_spread, 1.0),
        brightness=heard.brightness,
        bursts=min(heard.bursts / seconds, 10.0) / 10.0,
        wordless=float(words.count == 0),
        count=math.log1p(words.count),
        confidence=words.confidence,
        listens=float(words.listens),
        directs=float(words.directs),
        asks=float(words.asks),
        answers=float(words.answers),
        clear=words.clear,
        asked=float(words.asked),
    )


def stop_probability(found: Evidence, weights: Weights = WEIGHTS) -> float:
    """Return the probability that the caller wants the agent to stop, 0..1."""
    odds = weights.prior + sum(w * x for w, x in zip(weights.of, astuple(found), strict=True))
    return 1.0 / (1.0 + math.exp(-max(min(odds, 30.0), -30.0)))


def goes_on(probability: float, talk_over: float = TALK_OVER) -> bool:
    """Return whether going on costs less than stopping.

    Args:
        probability: That the caller wants the agent to stop.
        talk_over: What ignoring the caller costs, over what a needless stop costs.
    """
    return probability * talk_over < 1.0 - probability
