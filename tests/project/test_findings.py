"""What is wrong with a playbook that loads."""

from __future__ import annotations

from typing import Any

import pytest
from toy_slm import toy_playbook

from voice_agent.language.specs import EntitySpec
from voice_agent.playbook.action_schema import ActionSpec
from voice_agent.playbook.intents import DetailSpec, IntentSpec
from voice_agent.playbook.schema import Playbook
from voice_agent.project.findings import (
    FEWEST_PHRASES,
    brackets,
    dead_ends,
    few_phrases,
    findings,
    phrases_twice,
    without_consent,
    words_in_two_lists,
)

ENOUGH = [f"phrase {number}" for number in range(FEWEST_PHRASES)]


def book(**changes: Any) -> Playbook:
    intents = {
        "send": IntentSpec(answer="Done.", details={"amount": DetailSpec(ask="How much?")}),
        "person": IntentSpec(route="human"),
    }
    phrases = {name: [f"{name} {line}" for line in ENOUGH] for name in intents}
    return toy_playbook().model_copy(update={"intents": intents, "phrases": phrases, **changes})


def whats(found: Any) -> list[str]:
    return [f"{'.'.join(map(str, one.path))}: {one.what}" for one in found]


def test_a_sound_playbook_has_no_faults() -> None:
    assert whats(findings(book(), sections=0, llm=False)) == []


@pytest.mark.parametrize(
    ("intent", "place", "what"),
    [
        (IntentSpec(route="retrieve"), "intents.x.route", "has no sections"),
        (IntentSpec(route="llm"), "intents.x.route", "no stage 'llm'"),
        (
            IntentSpec(answer="To {amount}.", details={"amount": DetailSpec()}),
            "intents.x.details.amount",
            "nothing asks for it",
        ),
    ],
)
def test_dead_ends(intent: IntentSpec, place: str, what: str) -> None:
    whole = book().intents | {"x": intent}
    (found,) = whats(dead_ends(book(intents=whole), sections=0, llm=False))
    assert found.startswith(f"{place}: ")
    assert what in found


def test_what_leads_somewhere_is_no_dead_end() -> None:
    more = {"look": IntentSpec(route="retrieve"), "think": IntentSpec(route="llm")}
    assert whats(dead_ends(book(intents=book().intents | more), sections=1, llm=True)) == []


def test_nobody_can_ask_for_a_person() -> None:
    intents = {"send": book().intents["send"]}
    assert whats(dead_ends(book(intents=intents), sections=0, llm=False)) == [
        "intents: no intent has 'route: human': nobody can ask for a person"
    ]


def test_actions_and_entities_that_nothing_uses() -> None:
    changed = book(
        actions={"lonely": ActionSpec(returns={"a": "b"})},
        entities={"amount": EntitySpec(kind="money"), "day": EntitySpec(kind="date")},
    )
    found = whats(dead_ends(changed, sections=0, llm=False))
    assert [one.partition(":")[0] for one in found] == ["actions.lonely", "entities.day"]


@pytest.mark.parametrize(
    ("action", "confirm", "wanted"),
    [
        (ActionSpec(webhook="https://a.example"), None, 1),
        (ActionSpec(python="a.b:c"), None, 1),
        (ActionSpec(webhook="https://a.example"), "Shall I?", 0),
        (ActionSpec(returns={"a": "b"}), None, 0),
        (ActionSpec(python="a.b:c", speculate=True), None, 0),
    ],
)
def test_what_changes_something_needs_a_yes(
    action: ActionSpec, confirm: str | None, wanted: int
) -> None:
    intents = {"do": IntentSpec(answer="Done.", action="act", confirm=confirm)}
    changed = book(intents=intents, actions={"act": action})
    assert len(whats(without_consent(changed))) == wanted


def test_what_is_read_back_where_it_is_not_clear_needs_no_more() -> None:
    asks = IntentSpec(answer="Done.", action="act", confirm_if_unsure="Shall I?")
    changed = book(intents={"do": asks}, actions={"act": ActionSpec(python="a.b:c")})
    assert whats(without_consent(changed)) == []


def test_a_word_in_two_lists() -> None:
    entities = {
        "flower": EntitySpec(kind="list", values={"roses": ["Rose", "red ones"], "tulips": []}),
        "colour": EntitySpec(kind="list", values={"pink": ["rose"], "red": ["red", "red"]}),
    }
    (found,) = words_in_two_lists(book(entities=entities))
    assert found.path == ("entities", "colour", "values", "pink")
    assert "'rose' is also roses of flower" in found.what


def test_intents_without_phrases_and_with_few() -> None:
    found = list(few_phrases(book(phrases={"send": ENOUGH[1:]})))
    assert [(one.file, one.path) for one in found] == [
        ("phrases", ("send",)),
        ("playbook", ("intents", "person")),
    ]


def test_a_phrase_in_two_intents_whatever_its_marks() -> None:
    phrases = {"send": ["send [fifty](amount) now", "hello"], "person": ["Send fifty, now!"]}
    (found,) = phrases_twice(book(phrases=phrases))
    assert (found.file, found.path) == ("phrases", ("person", 0))
    assert "also of 'send'" in found.what


def test_a_phrase_of_two_intents_may_be_one_of_its_choices() -> None:
    phrases = {"send": ["<send|pay> it"], "person": ["put me through", "pay  it!"]}
    (found,) = whats(phrases_twice(book(phrases=phrases)))
    assert found == "person.1: 'pay  it!' is also of 'send'"
    (found,) = whats(phrases_twice(book(phrases=dict(reversed(phrases.items())))))
    assert found == "send.0: 'pay it' is also of 'person'"


@pytest.mark.parametrize(
    "line", ["on [Friday](date", "on [Friday]", "on {date", "<can|could you", "can|could> you"]
)
def test_a_bracket_that_is_not_closed(line: str) -> None:
    (found,) = whats(brackets(book(phrases={"send": ["<can|<may|could>> I {amount}", line]})))
    assert found.startswith(f"send.1: '{line}': ")
    assert "has no partner" in found
