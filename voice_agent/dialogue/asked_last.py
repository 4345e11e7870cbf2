"""Whether the question that the caller heard last is the one that the task waits on. Pure.

Only then is a yes consent. "Are you still there?" and "shall I put you through?" are asked in the
middle of a task, too, and an LLM says what it likes.
"""

from __future__ import annotations

from voice_agent.dialogue.context import TurnContext
from voice_agent.dialogue.state import DialogueState
from voice_agent.playbook.schema import Playbook


def asks_other(playbook: Playbook, context: TurnContext) -> bool:
    """Tell whether something else was said after the question about the task."""
    last, says = context.state.last_reply, playbook.says
    if not context.question or not last:
        return False
    # These want the same answer once more, or wait for it.
    same = (context.question, *says.not_understood, *says.not_heard, says.hold)
    same += (says.abuse, says.not_possible, says.other_language)
    return not any(one and last.endswith(playbook.lang.speakable(one)) for one in same)


def offers_beside(playbook: Playbook, state: DialogueState) -> bool:
    """Tell whether a person was offered last, in the middle of a task."""
    says, speakable = playbook.says, playbook.lang.speakable
    offers = (says.llm_fallback, says.llm_cut, says.nothing_to_undo)
    return state.task is not None and any(
        one.endswith("?") and state.last_reply.endswith(speakable(one)) for one in offers
    )
