"""A snapshot of the conversation, as a turn takes it along."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest
from fakes import TODAY, playbook

from voice_agent.dialogue.context import TurnContext, context_of
from voice_agent.dialogue.state import DialogueState


def test_what_was_asked_is_what_the_agent_said_last() -> None:
    context = TurnContext(DialogueState(last_reply="When?"), TODAY, "When?")
    assert context.asked == "When?"
    assert context == TurnContext(DialogueState(last_reply="When?"), TODAY, "When?")
    after = TurnContext(DialogueState(last_reply="It is free."), TODAY, "When?")
    assert after.asked == "When?"
    with pytest.raises(FrozenInstanceError):
        context.question = ""  # type: ignore[misc]


def test_a_context_holds_the_question_that_the_agent_waits_on() -> None:
    state = DialogueState("transfer", awaiting="amount", last_reply="It is free.")
    context = context_of(playbook(), state, TODAY)
    assert context == TurnContext(state, TODAY, "How much?")
    assert context_of(playbook(), DialogueState(), TODAY).question == ""
