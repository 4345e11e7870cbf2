"""Names that a playbook mentions: each mistake is told with what is known instead."""

from __future__ import annotations

from typing import Any

import pytest
from changed_playbook import changed, refused
from fakes import playbook
from pydantic import ValidationError

from voice_agent.playbook.schema import Playbook


def intents(**parts: Any) -> dict[str, Any]:
    return {"intents": playbook().model_dump()["intents"] | parts}


def test_names_that_do_not_exist_are_listed_with_those_that_do() -> None:
    bad = {"answer": "Done.", "action": "send"}
    assert "intents.x.action: no action 'send'; known: balance, transfer" in refused(
        **intents(x=bad)
    )
    assert "known: none" in refused(**intents(x=bad), actions={})
    bad = {"answer": "Done.", "details": {"colour": {"ask": "Which?"}}}
    assert "intents.x.details.colour: no entity 'colour'; known: account, amount" in refused(
        **intents(x=bad)
    )
    good = {"answer": "Done.", "details": {"colour": {"entity": "payee"}}}
    assert changed(**intents(x=good)).intents["x"].details["colour"].entity == "payee"


def test_a_template_is_filled_by_details_results_and_what_was_said_last() -> None:
    answer = "{amount} {details} {last_reply} {reference}"
    good = {"answer": answer, "details": {"amount": {}}, "action": "transfer"}
    assert changed(**intents(x=good)).intents["x"].answer == answer
    assert "intents.x.answer: nothing fills '{reference}'" in refused(
        **intents(x=good | {"action": None})
    )
    assert "intents.x.confirm: nothing fills '{reference}'" in refused(
        **intents(x=good | {"confirm": "{reference}?"})
    ), "an action has not run yet"


def test_what_a_webhook_returns_is_not_known() -> None:
    open_ = playbook().model_dump()["actions"] | {"transfer": {"webhook": "https://a"}}
    good = {"answer": "{anything}", "action": "transfer"}
    assert changed(**intents(x=good), actions=open_).intents["x"].answer == "{anything}"


def test_phrases_belong_to_intents_and_mark_entities() -> None:
    phrases = {"transfer": ["send [five dollars](amount) to {payee}"], "out_of_scope": ["hi"]}
    assert changed(phrases=phrases).phrases == phrases
    assert "phrases.send: no such intent; known: out_of_scope, advice" in refused(
        phrases={"send": []}
    )
    for phrase in ("send [five](money)", "send {money}"):
        assert "marks 'money', which is no entity; known: account, amount" in refused(
            phrases={"transfer": [phrase]}
        )


def test_actions_that_restrict_a_detail_exist() -> None:
    data = playbook().model_dump()
    payee = data["intents"]["transfer"]["details"]["payee"]
    del payee["valid_by"]
    payee["validate"] = "nobody"
    with pytest.raises(ValidationError, match=r"payee.validate: no action 'nobody'; known: "):
        Playbook.model_validate(data)
    payee["validate"] = None
    payee["one_of"] = {"action": "nobody", "result": "names"}
    with pytest.raises(ValidationError, match=r"payee.one_of.action: no action 'nobody'; known: "):
        Playbook.model_validate(data)
