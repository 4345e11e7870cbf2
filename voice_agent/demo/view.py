"""What a viewer of a call knows so far: events folded into turns. Pure, no terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from voice_agent.phone.values import CallEvent


@dataclass(frozen=True, slots=True)
class StageTime:
    """How long a stage took. ``budget_ms`` is ``None`` where it has none."""

    name: str
    ms: float
    budget_ms: float | None
    over: bool


@dataclass(slots=True)
class TurnView:
    """One turn as seen from outside; ``None`` and empty until its event came.

    Attributes:
        number: The server's number; 0 is the greeting.
        certain: Words heard while the caller still speaks which will not change.
        tentative: The words behind those, which may.
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
    stages: list[StageTime] = field(default_factory=list)

    @property
    def spoken(self) -> str:
        """The part of ``reply`` that was said."""
        return self.reply[: len(self.reply) - len(self.unspoken)]

    @property
    def shown_v2v_ms(self) -> float | None:
        """The caller's own measure, or the server's while that is missing."""
        return self.v2v_ms if self.heard_v2v_ms is None else self.heard_v2v_ms

    @property
    def slowest(self) -> StageTime | None:
        """The stage that took longest."""
        return max(self.stages, key=lambda stage: stage.ms, default=None)

    @property
    def over_budget(self) -> list[str]:
        """Names of the stages that broke their budget."""
        return [stage.name for stage in self.stages if stage.over]


@dataclass(slots=True)
class CallView:
    """A call as seen so far. ``apply`` takes the events in order.

    Attributes:
        state: ``connecting``, ``listening``, ``thinking``, ``speaking``, ``ended``.
        handoff: Data of the hand-off to a person, once there is one.
        errors: Messages of the server's ``error`` events.
        note: Given to turns that begin from now on.
    """

    pipeline: str
    title: str
    call_id: str = ""
    state: str = "connecting"
    turns: list[TurnView] = field(default_factory=list)
    handoff: dict[str, Any] | None = None
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

    def apply(self, event: CallEvent) -> None:
        """Fold one event in. Unknown types and missing keys leave the view as it is."""
        data = event.data
        self.call_id = str(data.get("call_id") or self.call_id)
        fold = getattr(self, f"_on_{event.type}", None)
        if fold is not None:
            fold(data, event.turn if event.turn is not None else self._latest())

    def _latest(self) -> int:
        return self.turns[-1].number if self.turns else 0

    def _on_ready(self, data: dict[str, Any], number: int) -> None:
        self.state = "listening"

    def _on_speech_started(self, data: dict[str, Any], number: int) -> None:
        self.state = "listening"

    def _on_speech_stopped(self, data: dict[str, Any], number: int) -> None:
        self.state = "thinking"

    def _on_partial(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        turn.certain, turn.tentative = str(data.get("text", "")), str(data.get("tentative", ""))

    def _on_transcript(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        if turn.heard is not None:
            # The caller went on and the turn was opened again: its first answer was dropped.
            turn.reply = turn.unspoken = ""
        turn.heard = str(data.get("text", ""))
        turn.heard_confidence = _number(data.get("confidence"))

    def _on_reading(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        turn.intent = str(data.get("intent", ""))
        turn.intent_confidence = _number(data.get("confidence"))
        turn.act = str(data.get("act", ""))
        turn.entities = [
            (str(entity.get("type", "")), readable(entity.get("value", entity.get("text"))))
            for entity in data.get("entities") or []
        ]
        escalation = data.get("escalation") or {}
        turn.escalation = _number(escalation.get("score"))
        turn.escalation_reason = str(escalation.get("reason", "none"))

    def _on_route(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        turn.route, turn.why = str(data.get("to", "")), str(data.get("reason", ""))

    def _on_reply(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        turn.reply = f"{turn.spoken.rstrip()} {data.get('text', '')}".strip()
        turn.unspoken = ""
        turn.source = str(data.get("source", ""))
        self.state = "speaking"

    def _on_interrupted(self, data: dict[str, Any], number: int) -> None:
        replied = [turn for turn in self.turns if turn.reply]
        if not replied:
            return
        turn = next((each for each in replied if each.number == number), replied[-1])
        turn.unspoken = unspoken(turn.reply, str(data.get("spoken", "")))
        self.state = "listening"

    def _on_turn(self, data: dict[str, Any], number: int) -> None:
        turn = self.turn(number)
        turn.v2v_ms = None if data.get("v2v_ms") is None else _number(data["v2v_ms"])
        turn.stages = [
            StageTime(
                name,
                _number(stage.get("ms")),
                None if stage.get("budget_ms") is None else _number(stage["budget_ms"]),
                bool(stage.get("over")),
            )
            for name, stage in (data.get("stages") or {}).items()
        ]

    def _on_handoff(self, data: dict[str, Any], number: int) -> None:
        self.handoff = {k: v for k, v in data.items() if k not in ("type", "call_id", "t_ms")}

    def _on_error(self, data: dict[str, Any], number: int) -> None:
        self.errors.append(str(data.get("message", data.get("code", "unknown error"))))

    def _on_ended(self, data: dict[str, Any], number: int) -> None:
        self.state, self.ended = "ended", str(data.get("reason", ""))


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


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
