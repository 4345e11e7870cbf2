"""What the stages of a turn need to know of the conversation, as it was when the turn ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voice_agent.dialogue.render import question
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook


@dataclass(frozen=True, slots=True)
class TurnContext:
    """A snapshot that rides on the frames of a turn, so that no stage looks into the call.

    Attributes:
        state: The conversation before the turn.
        today: The callers' day.
        question: The question about a task that the agent is waiting on; empty when there is none.
        unheard: What the caller had not heard of the agent's last words on speaking into them.
    """

    state: DialogueState
    today: date
    question: str = ""
    unheard: str = ""

    @property
    def asked(self) -> str:
        """What short answers refer to: the open question, or what the agent said last."""
        return self.question or self.state.last_reply


def context_of(
    playbook: Playbook, state: DialogueState, today: date, unheard: str = ""
) -> TurnContext:
    """Return what a turn needs to know of the conversation ``state``."""
    return TurnContext(state, today, question(playbook, state, today) or "", unheard)
