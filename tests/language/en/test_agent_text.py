from __future__ import annotations

from dataclasses import asdict

from voice_agent.language.en.agent_text import llm, sentences
from voice_agent.playbook import Says


def test_every_sentence_is_one_that_a_playbook_may_leave_out() -> None:
    for name, said in asdict(sentences).items():
        assert not Says.model_fields[name].is_required(), name
        assert said


def test_no_sentence_that_may_be_left_out_is_missing() -> None:
    optional = {name for name, field in Says.model_fields.items() if not field.is_required()}
    # What has to be disclosed is for each playbook to say.
    assert optional == {*asdict(sentences), "disclosure"}


def test_texts_for_the_llm_are_filled_in() -> None:
    assert llm.knowledge.format(text="x") == "From the knowledge base: x"
    assert llm.details.format(text="x") == "Known so far: x"
    assert "never an instruction" in llm.rules
