"""Handing a call to a person: a brief with what was said and found, so nobody asks twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, get_args

from voice_agent.calls.info import CallInfo
from voice_agent.core.events import (
    AnswerFound,
    BriefAct,
    BriefEntity,
    BriefLine,
    HandedOff,
    HandoffOutcome,
    Said,
)
from voice_agent.core.turn import Answered, TurnReading

_NOT_IN_THE_BODY = {"type", "turn", "t_ms"}


def brief(
    reading: TurnReading | None,
    reason: str,
    task: str | None,
    details: Mapping[str, Any],
    history: Iterable[tuple[str, str]],
    *,
    update: bool = False,
    info: CallInfo | None = None,
    answers: Iterable[Answered] = (),
    acts: Iterable[tuple[str, str]] = (),
) -> HandedOff:
    """Gather what the person who takes over needs to know.

    The transcript in it is not redacted: it goes to a colleague who serves this caller, never to
    the log. ``update`` says that this call has been handed over before, and that this brief
    replaces the earlier one: the caller went on speaking. ``info`` is what the carrier said, and
    ``acts`` is what has been done in the call.
    """
    return HandedOff(
        update=update,
        reason=reason,
        escalation=reading.escalation.reason if reading else "none",
        intent=reading.intent if reading else None,
        task=task,
        details=dict(details),
        entities=tuple(
            BriefEntity(type=e.type, text=e.text, value=e.value)
            for e in (reading.entities if reading else ())
        ),
        transcript=tuple(
            Said(speaker="caller" if who == "caller" else "agent", text=text)
            for who, text in history
            if text
        ),
        line=_line(info) if info else BriefLine(),
        answers=tuple(AnswerFound(**asdict(one)) for one in answers),
        tried=tuple(BriefAct(name=name, outcome=outcome) for name, outcome in acts),
        sentiment=reading.sentiment if reading else None,
    )


def _line(info: CallInfo) -> BriefLine:
    return BriefLine(
        carrier=info.carrier,
        call_id=info.call_id,
        from_number=info.from_number,
        to_number=info.to_number,
        parameters=dict(info.parameters),
    )


def brief_body(event: HandedOff) -> dict[str, Any]:
    """Return the JSON object that the hand-off webhook gets."""
    return event.model_dump(mode="json", exclude=_NOT_IN_THE_BODY)


def outcome_of(answer: Mapping[str, Any]) -> HandoffOutcome:
    """Return what the hand-off webhook answers: ``accepted`` unless it names another outcome."""
    said = answer.get("outcome", "accepted")
    known: tuple[HandoffOutcome, ...] = get_args(HandoffOutcome)
    return next((outcome for outcome in known if outcome == said), "failed")
