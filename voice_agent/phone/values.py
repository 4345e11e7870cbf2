"""The values of a call at the caller's end: received events, utterances, its one error."""

from __future__ import annotations

from dataclasses import dataclass

from voice_agent.core.errors import VoiceAgentError
from voice_agent.core.events import Event


class CallError(VoiceAgentError):
    """The call could not be made, broke, or was not answered."""

    code = "call"


class CallRefusedError(CallError):
    """The server took no call."""


@dataclass(frozen=True, slots=True)
class Received:
    """An event of the call, and when it arrived on the caller's clock."""

    at_ms: float
    event: Event


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something the caller said.

    Attributes:
        start_ms: When its first sample was spoken, on the caller's clock.
        speech_start_ms: When speech begins in it.
        speech_end_ms: When speech ends in it: voice-to-voice is counted from here.
        end_ms: When its last sample was spoken.
        after_turn: Highest turn the server had mentioned when it began.
    """

    start_ms: float
    speech_start_ms: float
    speech_end_ms: float
    end_ms: float
    after_turn: int
