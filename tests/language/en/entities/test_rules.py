"""What the text alone shows."""

from __future__ import annotations

import pytest
from english import BANK, TODAY, find, read

from voice_agent.language.en import prepare
from voice_agent.language.en.entities import letter_model
from voice_agent.language.specs import EntitySpec

DOLLARS_250 = {"amount": 250.0, "currency": "USD"}


def test_digits_go_where_their_length_fits() -> None:
    assert read("four four seven seven") == [("last_four", "four four seven seven", "4477")]
    assert read("nine four one oh seven") == [("zip_code", "nine four one oh seven", "94107")]
    assert read("my last four 4477") == [("last_four", "4477", "4477")]
    assert read("four one five triple five two six seven one")[0][0] == "phone"


def test_a_written_phone_number_is_not_an_account() -> None:
    both = {"phone": EntitySpec(kind="phone"), "account": EntitySpec(kind="digits")}
    assert [e.type for e in find(both, "415-555-2671", today=TODAY)] == ["phone"]
    assert find(both, "four one five five five five two six seven one", today=TODAY) == ()


def test_names_by_rule() -> None:
    caller = {"caller_name": EntitySpec(kind="name")}
    assert read("my name is sarah connor and I lost my card", entities=caller) == [
        ("caller_name", "sarah connor", "Sarah Connor")
    ]
    assert read("My name is Sarah, that's S A R A H", entities=caller)[0][2] == "Sarah"
    assert read("it is S A R A H", entities=caller)[0][2] == "Sarah"
    assert read("my name is on the account", entities=caller) == []
    assert read("sarah lost her card", entities=caller) == []
    # The caller's own name is not who gets the money.
    assert read("my name is sarah") == []


@pytest.mark.parametrize(
    "text",
    [
        "one second please",
        "wait a second",
        "the first thing I want",
        "on the second page",
        "may I ask one of you",
        "it takes five to ten business days",
        "at one point I gave up",
        "I talked to two people",
        "march on",
        "that is the one",
        "how much can I take out in a day",
        "how many ounces in a pound",
        "meet me at home",
        "I was charged twice",
        "five percent interest",
    ],
)
def test_ordinary_numbers_are_nothing(text: str) -> None:
    assert read(text) == []


def test_two_tonight_may_be_people() -> None:
    assert [kind for kind, *_ in read("a table for two tonight")] == ["date"]
    assert [kind for kind, *_ in read("call me at two in the morning")] == ["time"]
    assert ("time", "eight tonight", "20:00") in read("come at eight tonight")


def test_a_number_is_found_when_nothing_else_is_there() -> None:
    count = {
        "count": EntitySpec(kind="number"),
        "amount": EntitySpec(kind="money"),
        "size": EntitySpec(kind="list", values={"twenty ounce": []}),
    }
    assert read("two of the 20 ounce for five dollars", entities=count) == [
        ("count", "two", 2),
        ("size", "20 ounce", "twenty ounce"),
        ("amount", "five dollars", {"amount": 5.0, "currency": "USD"}),
    ]
    assert read("this one", entities=count) == []


def test_everything_in_one_turn() -> None:
    text = (
        "It's jo dot smith at gmail dot com, call 415 555 2671 tomorrow at half past three, "
        "zip 94107."
    )
    assert [(kind, value) for kind, _, value in read(text)] == [
        ("email", "jo.smith@gmail.com"),
        ("phone", "+14155552671"),
        ("date", "2026-11-23"),
        ("time", "15:30"),
        ("zip_code", "94107"),
    ]


def test_preparing_changes_nothing() -> None:
    before = read("move $250 from checking")
    prepare(BANK)
    assert read("move $250 from checking") == before


def test_no_turn_waits_for_the_letters_of_names() -> None:
    for cached in (letter_model._models, letter_model._begun, letter_model._name):
        cached.cache_clear()
    prepare(BANK)
    assert letter_model._models.cache_info().currsize == 1


def test_other_entities_are_compiled_anew() -> None:
    tea = {"drink": EntitySpec(kind="list", values={"tea": []})}
    rum = {"drink": EntitySpec(kind="list", values={"rum": []})}
    for _ in range(100):
        drinks = {"drink": EntitySpec(kind="list", values={"milk": []})}
        assert read("milk tea", entities=drinks)[0][2] == "milk"
    assert read("tea or rum", entities=tea)[0][2] == "tea"
    assert read("tea or rum", entities=rum)[0][2] == "rum"
