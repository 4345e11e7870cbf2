"""What earlier answers may have dictated, kept for the time that they are given again. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from voice_agent.core.turn import Evidence, TurnReading
from voice_agent.dialogue.state import CHANGE, CONFIRM, VERIFY, DialogueState, Dictated

_MOST = 3


def remembered(state: DialogueState, reading: TurnReading) -> DialogueState:
    """Return the conversation with what an answer may have dictated."""
    found = reading.transcript.evidence
    no_detail = state.awaiting in (None, CONFIRM, CHANGE, VERIFY)  # The last of them is secret.
    if found is None or no_detail or state.task is None:
        return state
    new = Dictated(state.task, state.awaiting or "", found)
    return replace(state, dictated=(*state.dictated, new)[-_MOST:])


def earlier(state: DialogueState) -> tuple[Evidence, ...]:
    """Return what earlier answers to the open question may have dictated, oldest first."""
    asked = (state.task, state.awaiting)
    return tuple(one.evidence for one in state.dictated if (one.task, one.detail) == asked)


def refused(state: DialogueState, names: Collection[str]) -> DialogueState:
    """Return the conversation after the caller called the values of some details wrong."""
    return replace(
        state,
        dictated=tuple(
            _without(one, state.details.get(one.detail))
            if one.task == state.task and one.detail in names
            else one
            for one in state.dictated
        ),
    )


def _without(one: Dictated, value: Any) -> Dictated:
    wrong = "".join(filter(str.isalnum, str(value or "").lower()))
    if not wrong:
        return one
    known = one.evidence
    return replace(one, evidence=replace(known, refused=known.refused | {wrong}))
