"""The values of a turn as pipecat frames, in the order of the flow.

Windows of audio and completeness are system frames: an interruption never drops them.
Everything that belongs to an answer is a data frame: an interruption drops it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pipecat.frames.frames import DataFrame, OutputAudioRawFrame, SystemFrame

from voice_agent.core.budgets import OverrunAction
from voice_agent.core.turn import (
    Completeness,
    EndReason,
    Reply,
    Response,
    Route,
    Transcript,
    TurnReading,
)
from voice_agent.dialogue.context import TurnContext


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
        rest: Samples received after this window in the same message, not yet in a window.
        voiced: Whether this window by itself sounds like speech.
        edge: Whether speech began or stopped with this window.
        since_edge_ms: How long before the end of this window speech really began or ended.
    """

    samples: NDArray[np.int16]
    arrived_at: float
    rest: NDArray[np.int16]
    voiced: bool = False
    edge: Literal["started", "stopped"] | None = None
    since_edge_ms: float = 0.0


@dataclass
class SpeechFrame(DataFrame):
    """The next audio of a turn while the caller speaks, for recognisers that stream.

    Attributes:
        turn: Number of the turn.
        audio: int16 samples at 16 kHz that follow those of the turn's frames before.
        begins: Whether they are the first of the turn, or of a turn that is opened again.
    """

    turn: int
    audio: NDArray[np.int16]
    begins: bool = False


@dataclass
class SpeakingFrame(DataFrame):
    """The caller is still speaking; the utterance is what was said so far."""

    utterance: Utterance
    context: TurnContext


@dataclass
class CandidateFrame(DataFrame):
    """The caller paused: this may be the whole turn. Nothing made of it may be heard yet.

    Attributes:
        utterance: The audio up to the pause.
        context: The conversation so far.
    """

    utterance: Utterance
    context: TurnContext


@dataclass
class CompletenessFrame(SystemFrame):
    """How complete a candidate's text is. Travels upstream to the turn stage.

    Attributes:
        turn: Number of the turn.
        revision: Revision of the candidate's utterance.
        completeness: What its text says.
    """

    turn: int
    revision: int
    completeness: Completeness


@dataclass
class TurnFrame(DataFrame):
    """The caller has finished: the utterance is a turn and gets an answer."""

    utterance: Utterance
    context: TurnContext


@dataclass
class TranscriptFrame(DataFrame):
    """What was heard in a turn."""

    turn: int
    transcript: Transcript
    context: TurnContext


@dataclass
class ReadingFrame(DataFrame):
    """What the turn means, and what it is to the agent's question."""

    turn: int
    reading: TurnReading
    response: Response
    context: TurnContext


@dataclass
class RouteFrame(DataFrame):
    """Where the turn goes."""

    turn: int
    route: Route
    context: TurnContext


@dataclass
class TranscriptGuess(DataFrame):
    """What was heard in a candidate.

    Guesses take the same path ahead of the turn. They change nothing: no event, no record, no
    action, no LLM. All that is left of them is a warm cache.
    """

    utterance: Utterance
    transcript: Transcript
    context: TurnContext


@dataclass
class ReadingGuess(DataFrame):
    """What a candidate means."""

    reading: TurnReading
    response: Response
    context: TurnContext


@dataclass
class RouteGuess(DataFrame):
    """Where a candidate would go."""

    route: Route
    context: TurnContext


@dataclass
class ReplyGuess(DataFrame):
    """The words with which a candidate would be answered."""

    text: str


@dataclass
class BesideFrame(OutputAudioRawFrame):
    """Audio for the caller that is no reply: music while they wait, a person who speaks."""


@dataclass
class IdleFrame(DataFrame):
    """Nobody has spoken for a while; ``count`` is how often in a row that was noticed."""

    count: int


@dataclass
class ClosingFrame(DataFrame):
    """The agent has to end the call; ``reason`` says why."""

    reason: EndReason = "server_stopping"


@dataclass
class FailedFrame(DataFrame):
    """A stage could not do its part of a turn; ``action`` is what its budget says to do then."""

    turn: int
    stage: str
    action: OverrunAction


@dataclass
class ReplyFrame(DataFrame):
    """A whole reply, or one part of it as an LLM streams.

    Attributes:
        turn: The turn that is answered; 0 for text that the agent says unasked.
        reply: What is said.
        final: Whether nothing more of it follows.
    """

    turn: int
    reply: Reply
    final: bool = True
