"""Take back what was done last, or do it over as the caller corrects it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from voice_agent.core.turn import TurnReading
from voice_agent.dialogue.starting import start
from voice_agent.dialogue.state import DialogueState, Move, Suspended, waiting_first
from voice_agent.dialogue.tasks import offer, take, work
from voice_agent.playbook.schema import Playbook


def do_over(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    corrected: Mapping[str, Any],
    today: date,
) -> Move:
    """Do what was done last over; what moves money is taken back first, or not done again."""
    task, details = state.finished or ("", {})
    intent = playbook.intents[task]
    kinds = {playbook.entities[intent.entity_of(name)].kind for name, d in intent.details.items()}
    undo = playbook.intents.get(intent.undo or "")
    if undo is not None and (intent.confirm or not undo.confirm):
        return take_back(playbook, state, reading, corrected, today)
    if undo is None and intent.confirm and "money" in kinds:
        return take_back(playbook, state, reading, corrected, today)
    again = replace(state, task=task, details=details, awaiting=None)
    return replace(take(playbook, again, corrected, today), changes=True)


def take_back(
    playbook: Playbook,
    state: DialogueState,
    reading: TurnReading,
    corrected: Mapping[str, Any],
    today: date,
) -> Move:
    """Take back what was done last, in the way that the playbook says; then do it as corrected."""
    task = state.finished[0] if state.finished else ""
    undo = playbook.intents[task].undo if task in playbook.intents else None
    if undo is None:
        return offer(state, playbook.says.nothing_to_undo)
    done = state.finished[1] if state.finished else {}
    if corrected:
        again = Suspended(task, {**done, **corrected}, begun=False)
        state = waiting_first(state, again)
    shared = playbook.intents[undo].details.keys() & done.keys()
    asked_to = replace(reading, intent=undo, entities=())
    move = start(playbook, state, asked_to, today)
    return work(
        playbook,
        replace(
            move.state,
            details={**move.state.details, **{n: done[n] for n in shared}},
            unsure=False,
        ),
        today,
    )
