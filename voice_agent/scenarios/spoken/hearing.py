"""The agent's answer so far, as a caller who listens hears it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from voice_agent.calls.conversation import FILLER
from voice_agent.core.events import Replied, SpeechStarted, Transcribed
from voice_agent.phone.values import Received

_QUIET_MS = 700.0
_PATIENCE_MS = 6000.0
_CHARACTER_MS = 60.0
"""How long the agent takes for a character, about: nobody tells the caller where a word ends."""


@dataclass(frozen=True, slots=True)
class Ear:
    """The caller's hearing at a moment of the call.

    Attributes:
        now_ms: The moment.
        spoken_ms: When the caller had finished.
        onset_ms: When the agent was first heard after that; ``None`` if it was not.
        last_ms: When it was last heard, now or earlier in the call.
    """

    now_ms: float
    spoken_ms: float
    onset_ms: float | None
    last_ms: float


def answer_is_over(events: Sequence[Received], ear: Ear, *, patient: bool = False) -> bool:
    """Return whether the agent has said all of its answer, or will give none.

    Args:
        events: What happened since the caller began.
        ear: What is heard.
        patient: True if the caller waits for an answer however long it takes.
    """
    reply = reply_to_all(events)
    quiet_ms = ear.now_ms - max(ear.last_ms, ear.spoken_ms)
    if reply is not None and ear.last_ms > max(reply.at_ms, ear.spoken_ms):
        return quiet_ms >= _QUIET_MS
    latest_ms = events[-1].at_ms if events else 0.0
    return not patient and min(quiet_ms, ear.now_ms - latest_ms) >= _PATIENCE_MS


def heard_words(events: Sequence[Received], ear: Ear, words: int) -> bool:
    """Return whether about ``words`` of the answer have been heard."""
    reply = reply_to_all(events)
    if reply is None or ear.onset_ms is None:
        return False
    said = " ".join(text for text in map(_answer, events) if text)
    first = " ".join(said.split()[:words])
    return ear.now_ms - max(ear.onset_ms, reply.at_ms) >= _CHARACTER_MS * len(first)


def reply_to_all(events: Sequence[Received]) -> Received | None:
    """Return the last reply, unless the caller has been heard after it."""
    reply = None
    for received in events:
        if _answer(received):
            reply = received
        elif isinstance(received.event, SpeechStarted | Transcribed):
            reply = None
    return reply


def transcripts(events: Sequence[Received]) -> list[str]:
    """Return what was recognised, turn by turn; a turn that was opened again counts once."""
    turns: dict[int, str] = {}
    for received in events:
        if isinstance(received.event, Transcribed):
            turns[received.event.turn] = received.event.text
    return [text for text in turns.values() if text]


def _answer(received: Received) -> str:
    """Return what is answered, if that is more than a filler."""
    event = received.event
    return event.text if isinstance(event, Replied) and event.source != FILLER else ""
