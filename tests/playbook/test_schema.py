"""What a playbook may say; how a mistake in a file is told is in test_load.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fakes import playbook
from pydantic import ValidationError

from voice_agent.language import en
from voice_agent.playbook.schema import DetailSpec, IntentSpec, Playbook, Policy, Says


def changed(**parts: Any) -> Playbook:
    return Playbook.model_validate(playbook().model_dump() | parts)


def refused(**parts: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        changed(**parts)
    return str(caught.value)


def intents(**parts: Any) -> dict[str, Any]:
    return {"intents": playbook().model_dump()["intents"] | parts}


def test_a_playbook_is_what_was_written() -> None:
    assert changed() == playbook()


@pytest.mark.parametrize("route", ["retrieve", "llm", "human"])
def test_only_the_playbooks_own_answers_need_words(route: Any) -> None:
    assert IntentSpec(route=route).answer is None
    with pytest.raises(ValidationError, match="needs an 'answer'"):
        IntentSpec()


def test_an_entity_fills_the_detail_of_its_own_name_or_the_one_that_names_it() -> None:
    intent = IntentSpec(
        answer="Done.", details={"amount": DetailSpec(), "to": DetailSpec(entity="payee")}
    )
    assert [intent.entity_of(detail) for detail in intent.details] == ["amount", "payee"]


def test_sentences_that_are_left_out_are_the_languages() -> None:
    says = playbook().model_dump()["says"]
    assert changed(says=says | {"abuse": "Please."}).says.abuse == "Please."
    shorter = {name: words for name, words in says.items() if name != "cancelled"}
    assert changed(says=shorter).says.cancelled == en.sentences.cancelled
    assert Says.model_validate(shorter).cancelled == "", "the playbook fills them in"


def test_an_unknown_language_or_zone_is_named() -> None:
    assert "language" in refused(language="tlh")
    assert "no time zone 'Mars/Olympus'" in refused(timezone="Mars/Olympus")
    assert "no time zone '../etc'" in refused(timezone="../etc")


def test_the_callers_time_zone() -> None:
    assert changed().zone is None
    assert changed(timezone="America/New_York").zone == ZoneInfo("America/New_York")


def test_the_knowledge_folder_and_the_language() -> None:
    book = changed(folder=Path("some"))
    assert book.knowledge == Path("some/knowledge")
    assert book.lang.code == "en"


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


@pytest.mark.parametrize("name", ["out_of_scope_threshold", "reasoning_threshold"])
def test_a_probability_is_from_0_to_1(name: str) -> None:
    assert all(getattr(Policy(**{name: value}), name) == value for value in (0, 1))
    for value in (-0.01, 1.01):
        with pytest.raises(ValidationError):
            Policy(**{name: value})


def test_an_unknown_key_is_a_mistake() -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate({"max_abused": 1})


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
