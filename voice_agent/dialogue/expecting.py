"""Tell the recogniser what the agent asked for. Pure."""

from __future__ import annotations

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.details import asked_for
from voice_agent.dialogue.state import CONFIRM
from voice_agent.dialogue.verification import asked_credential, offers_person
from voice_agent.playbook.schema import Playbook
from voice_agent.stt.expected import Expected


def expecting(playbook: Playbook, context: TurnContext) -> Expected | None:
    """Return what the agent asked for; ``None`` where any answer is as likely."""
    state, today, question = context.state, context.today, context.question
    if state.awaiting == CONFIRM or offers_person(state):
        return Expected("consent", today, question=question)
    credential = asked_credential(playbook, state)
    spec = credential[1] if credential else asked_for(playbook, state.task, state.awaiting)
    return None if spec is None else Expected("value", today, spec, question)
