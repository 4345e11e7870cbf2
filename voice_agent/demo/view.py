"""A call as a viewer knows it so far: events folded into turns. Pure, no terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voice_agent.core.events import (
    Ended,
    Event,
    Failed,
    HandedOff,
    Interrupted,
    Partial,
    Ready,
    Replied,
    Routed,
    SpeechStarted,
    SpeechStopped,
    StageTime,
    Transcribed,
    TurnTimed,
    Understood,
)


@dataclass(slots=True)
class TurnView:
    """One turn as seen from outside; ``None`` and empty until its event came.

    Attributes:
        number: The server's number; 0 is the greeting.
        certain: Words heard while the caller still speaks which will not change.
        tentative: The words after those, which may.
        unspoken: The part of ``reply`` that was cut off when the caller broke in.
        v2v_ms: Voice-to-voice as the server measured it.
        heard_v2v_ms: Voice-to-voice at the caller's ear.
    """

    number: int
    note: str = ""
    certain: str = ""
    tentative: str = ""
    heard: str | None = None
    heard_confidence: float = 0.0
    intent: str | None = None
    intent_confidence: float = 0.0
    act: str = ""
    entities: list[tuple[str, str]] = field(default_factory=list)
    escalation: float = 0.0
    escalation_reason: str = "none"
    route: str | None = None
    why: str = ""
    reply: str = ""
    source: str = ""
    unspoken: str = ""
    v2v_ms: float | None = None
    heard_v2v_ms: float | None = None
    stages: dict[str, StageTime] = field(default_factory=dict)

    @property
    def spoken(self) -> str:
        """The part of ``reply`` that was said."""
        return self.reply[: len(self.reply) - len(self.unspoken)]

    @property
    def shown_v2v_ms(self) -> float | None:
        """The caller's own measure, or the server's while that is missing."""
        return self.v2v_ms if self.heard_v2v_ms is None else self.heard_v2v_ms

    @property
    def slowest(self) -> tuple[str, StageTime] | None:
        """The stage that took longest, and its time."""
        return max(self.stages.items(), key=lambda stage: stage[1].ms, default=None)

    @property
    def over_budget(self) -> list[str]:
        """Names of the stages that broke their budget."""
        return [name for name, stage in self.stages.items() if stage.over]


@dataclass(slots=True)
class CallView:
    """A call as seen so far. ``apply`` takes the events in order.

    Attributes:
        state: ``connecting``, ``listening``, ``thinking``, ``speaking``, ``ended``.
        handoff: The brief of the hand-off to a person, once there is one.
        errors: Messages of the server's ``error`` events.
        note: Given to turns that begin from now on.
    """

    pipeline: str
    title: str
    call_id: str = ""
    state: str = "connecting"
    turns: list[TurnView] = field(default_factory=list)
    handoff: HandedOff | None = None
    errors: list[str] = field(default_factory=list)
    ended: str | None = None
    note: str = ""

    def turn(self, number: int) -> TurnView:
        """Return the turn of that number; make it if it is new."""
        for turn in self.turns:
            if turn.number == number:
                return turn
        turn = TurnView(number, note=self.note)
        self.turns.append(turn)
        self.turns.sort(key=lambda each: each.number)
        return turn

    def apply(self, event: Event) -> None:
        """Fold one event in."""
        self.call_id = event.call_id or self.call_id
        match event:
            case Ready() | SpeechStarted():
                self.state = "listening"
            case SpeechStopped():
                self.state = "thinking"
            case Interrupted():
                self._cut_off(event)
            case HandedOff():
                self.handoff = event
            case Failed():
                self.errors.append(event.message)
            case Ended():
                self.state, self.ended = "ended", event.reason
            case Partial() | Transcribed() | Understood() | Routed() | Replied() | TurnTimed():
                self._fold(event, self.turn(event.turn))

    def _fold(
        self,
        event: Partial | Transcribed | Understood | Routed | Replied | TurnTimed,
        turn: TurnView,
    ) -> None:
        match event:
            case Partial():
                turn.certain, turn.tentative = event.text, event.tentative
            case Transcribed():
                if turn.heard is not None:
                    # The caller went on and the turn was opened again: its answer was dropped.
                    turn.reply = turn.unspoken = ""
                turn.heard, turn.heard_confidence = event.text, event.confidence
            case Understood():
                turn.intent, turn.intent_confidence = event.intent, event.confidence
                turn.act = event.act
                turn.entities = [(found.type, readable(found.value)) for found in event.entities]
                turn.escalation = event.escalation.score
                turn.escalation_reason = event.escalation.reason
            case Routed():
                turn.route, turn.why = event.to, event.reason
            case Replied():
                turn.reply = f"{turn.spoken.rstrip()} {event.text}".strip()
                turn.unspoken = ""
                turn.source = event.source
                self.state = "speaking"
            case TurnTimed():
                turn.v2v_ms, turn.stages = event.v2v_ms, event.stages

    def _cut_off(self, event: Interrupted) -> None:
        replied = [turn for turn in self.turns if turn.reply]
        if replied:
            turn = next((each for each in replied if each.number == event.turn), replied[-1])
            turn.unspoken = unspoken(turn.reply, event.spoken)
            self.state = "listening"


def unspoken(reply: str, spoken: str) -> str:
    """Return the end of ``reply`` that ``spoken`` does not cover, by words.

    The server may have normalised the words it spoke, so a text that is not a prefix is
    counted in words.
    """
    if reply.startswith(spoken):
        return reply[len(spoken) :]
    position = 0
    for _ in spoken.split():
        position = reply.find(" ", position + 1)
        if position < 0:
            return ""
    return reply[position:]


def readable(value: Any) -> str:
    """Return an entity's JSON value as short text: ``{"amount": 250}`` -> ``250``."""
    if isinstance(value, dict):
        return " ".join(readable(part) for part in value.values() if part is not None)
    if isinstance(value, list):
        return ", ".join(readable(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
