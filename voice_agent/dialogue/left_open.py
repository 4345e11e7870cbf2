"""Values that a turn leaves open: several for one detail, or a change by some amount. Pure."""

from __future__ import annotations

from typing import Any, Literal

from voice_agent.core.turn import Response, TurnReading
from voice_agent.dialogue.clashes import clashes, settled_by_unit
from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.state import CHANGE, CONFIRM
from voice_agent.language import Vague
from voice_agent.playbook.schema import Playbook

_BESIDE_AN_ANSWER = 2
"""Words that an answer may have besides its value: "the whole balance, please"."""


def left_open(
    playbook: Playbook, context: TurnContext, reading: TurnReading, found: dict[str, Any]
) -> Response | None:
    """Return what a turn leaves open that gives several values for one detail.

    What is not asked for now is taken out of ``found``: it is asked for later.
    """
    state = context.state
    intent = playbook.intents.get(state.task or "")
    if intent is None:
        return None
    for name, value in settled_by_unit(playbook, intent, reading, context.today).items():
        if name in found:
            found[name] = value
    several = clashes(playbook, intent, reading, context.today)
    if state.awaiting in (CONFIRM, CHANGE):
        relative = [name for name in found if _is_relative(playbook, context, name, reading)]
        if relative:
            return Response("change", retracted=tuple(relative))
    for name, values in several.items():
        if name not in found or not intent.details[name].ask:
            continue
        others = [value for value in values if value != state.details.get(name)]
        if len(others) == 1 and state.awaiting in (CONFIRM, CHANGE):
            found[name] = others[0]
            continue
        del found[name]
        if name == state.awaiting:
            return Response("several", values={name: values})
        if state.awaiting in (CONFIRM, CHANGE):
            given = {key: value for key, value in found.items() if key not in several}
            kind: Literal["details", "change"] = "details" if given else "change"
            return Response(kind, given, retracted=(name,))
    return None


def _is_relative(playbook: Playbook, context: TurnContext, name: str, reading: TurnReading) -> bool:
    """Tell whether a turn says by how much a detail is to change: "ten dollars more"."""
    vague = _vague(playbook, context, name, reading.transcript.text)
    return vague is not None and vague.name == "relative"


def is_only_vague(playbook: Playbook, context: TurnContext, text: str) -> bool:
    """Tell whether a turn hardly says more than a vague value: "the whole balance"."""
    vague = _vague(playbook, context, context.state.awaiting, text)
    return vague is not None and len(text.split()) - len(vague.text.split()) < _BESIDE_AN_ANSWER


def _vague(playbook: Playbook, context: TurnContext, name: str | None, text: str) -> Vague | None:
    spec = asked_for(playbook, context.state.task, name)
    return playbook.lang.vague(spec, text, today=context.today) if spec is not None else None
