"""Tell the recogniser what the agent asked for. Pure."""

from __future__ import annotations

from dataclasses import replace

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.evidence import earlier, refused
from voice_agent.dialogue.state import CHANGE, CONFIRM, DialogueState
from voice_agent.dialogue.verification import asked_credential, offers_person
from voice_agent.playbook.schema import Playbook
from voice_agent.stt.expected import Expected


def expecting(playbook: Playbook, context: TurnContext) -> Expected | None:
    """Return what the agent asked for; ``None`` where any answer is as likely."""
    state, today, question = context.state, context.today, context.question
    if state.awaiting in (CONFIRM, CHANGE):
        name = _known_name(playbook, state)
        spec = asked_for(playbook, state.task, name)
        if state.awaiting == CONFIRM:
            return Expected("consent", today, spec, question)
        wrong = earlier(refused(replace(state, awaiting=name), (name,)))
        return None if spec is None else Expected("any", today, spec, question, wrong)
    if offers_person(state):
        return Expected("consent", today, question=question)
    credential = asked_credential(playbook, state)
    spec = credential[1] if credential else asked_for(playbook, state.task, state.awaiting)
    if spec is None:
        return None
    return Expected("value", today, spec, question, earlier(state))


def _known_name(playbook: Playbook, state: DialogueState) -> str:
    """Return the only name among the details that were read back; ``""`` of none or several."""
    intent = playbook.intents.get(state.task or "")
    if intent is None:
        return ""
    names = [
        name
        for name, detail in intent.details.items()
        if detail.ask and name in state.details
        if playbook.entities[intent.entity_of(name)].kind == "name"
    ]
    return names[0] if len(names) == 1 else ""
