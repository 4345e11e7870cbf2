"""The values of a turn as pipecat frames. Audio windows are system frames: never dropped by an
interruption; everything that belongs to an answer is a data frame: an interruption drops it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import DataFrame, SystemFrame

from voice_agent.core.budgets import OverrunAction
from voice_agent.core.turn import Reply, Route, Transcript, TurnReading


@dataclass(frozen=True, slots=True)
class Utterance:
    """The caller's audio of one turn.

    Attributes:
        turn: Number of the turn in its call, from 1.
        revision: Grows each time the caller pauses and goes on within the turn.
        audio: int16 samples at 16 kHz, with a little silence on both sides.
        speech_ended_at: Monotonic seconds at which the last speech sample had arrived.
    """

    turn: int
    revision: int
    audio: NDArray[np.int16]
    speech_ended_at: float


@dataclass
class WindowFrame(SystemFrame):
    """One VAD window of the caller's audio.

    Attributes:
        samples: int16 samples at 16 kHz.
        arrived_at: Monotonic seconds at which the last sample was there.
        behind: Samples that came with it, are behind it and in no window yet.
        voiced: Whether this window by itself sounds like speech.
        edge: Whether speech began or stopped with this window.
        since_edge_ms: How long before the end of this window speech really began or ended.
    """

    samples: NDArray[np.int16]
    arrived_at: float
    behind: NDArray[np.int16]
    voiced: bool = False
    edge: Literal["started", "stopped"] | None = None
    since_edge_ms: float = 0.0


@dataclass
class SpeakingFrame(DataFrame):
    """The caller is still speaking; the utterance is what was said so far."""

    utterance: Utterance


@dataclass
class CandidateFrame(DataFrame):
    """The caller paused: this may be the whole turn. Nothing made of it may be heard yet.

    Attributes:
        utterance: The audio up to the pause.
        sense: Where the SLM stage says whether the words are a whole turn.
    """

    utterance: Utterance
    sense: asyncio.Future[float]


@dataclass
class TurnFrame(DataFrame):
    """The caller has finished: the utterance is a turn and gets an answer."""

    utterance: Utterance


@dataclass
class IdleFrame(DataFrame):
    """Nobody has spoken for a while; ``count`` is how often in a row that was noticed."""

    count: int


@dataclass
class GuessFrame(DataFrame):
    """What a stage made of a candidate, for the next one to prepare its own part.

    It passes the stages ahead of the turn and changes nothing: no event, no record, no
    action, no LLM; all that is left of it is a warm cache.

    Attributes:
        candidate: The pause it was made for.
        value: A ``Transcript``, ``TurnReading`` or ``Route``, or the words of the reply.
    """

    candidate: CandidateFrame
    value: Transcript | TurnReading | Route | str


@dataclass
class FailedFrame(DataFrame):
    """A stage could not do its part of a turn; ``action`` is what its budget says to do then."""

    turn: int
    stage: str
    action: OverrunAction


@dataclass
class TranscriptFrame(DataFrame):
    """What was heard in a turn."""

    turn: int
    transcript: Transcript


@dataclass
class ReadingFrame(DataFrame):
    """What the turn means."""

    turn: int
    reading: TurnReading


@dataclass
class RouteFrame(DataFrame):
    """Where the turn goes."""

    turn: int
    route: Route


@dataclass
class ReplyFrame(DataFrame):
    """A whole reply, or one clause of it as an LLM streams.

    Attributes:
        turn: The turn that is answered; 0 for words the agent speaks unasked.
        reply: What is said.
        final: Whether no further clause follows.
    """

    turn: int
    reply: Reply
    final: bool = True
