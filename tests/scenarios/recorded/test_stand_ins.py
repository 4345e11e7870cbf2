"""What is not done in a replay, and what the record answers."""

from __future__ import annotations

import pytest
from fakes import playbook

from voice_agent.core.errors import ActionError, LlmError
from voice_agent.playbook import ActionSpec
from voice_agent.scenarios.recorded.stand_ins import IdleActions, RecordedLlm
from voice_agent.scenarios.recorded.turns import HeardTurn


async def test_the_record_answers_the_same_text_only() -> None:
    missed: list[str] = []
    asked = "SHOULD I save?"
    turns = [HeardTurn("Should I save", "llm", "Yes.", "llm"), HeardTurn("Bye", "answer", "Bye.")]
    llm = RecordedLlm(turns, lambda: asked, missed.append)
    assert [piece async for piece in llm.stream([])] == ["Yes."]
    asked = "bye"
    with pytest.raises(LlmError, match="not replayed"):
        await anext(llm.stream([]))
    assert missed == ["the LLM: the record has no answer to this text"]


async def test_only_what_is_fixed_is_run() -> None:
    book, missed = playbook(), list[str]()
    asks = {"transfer": ActionSpec(webhook="http://127.0.0.1:9/never")}
    book = book.model_copy(update={"actions": {**book.actions, **asks}})
    actions = IdleActions(book, missed.append)
    try:
        done = await actions.run("balance", {"account": "savings"}, call_id="c1")
        assert done == {"balance": "20 dollars"}
        for method in (actions.run, actions.look_up):
            with pytest.raises(ActionError, match="nothing is done in a replay"):
                await method("transfer", {}, call_id="c1")
    finally:
        await actions.aclose()
    assert len(missed) == 2
