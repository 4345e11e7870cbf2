"""Model spans and rule finds together."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from by_rule import find

from voice_agent.language import Span
from voice_agent.language.en import extract, prepare
from voice_agent.playbook.schema import EntitySpec

TODAY = date(2026, 11, 22)
BANK = {
    "account": EntitySpec(kind="list", values={"checking": [], "savings": []}),
    "amount": EntitySpec(kind="money"),
    "payee": EntitySpec(kind="name"),
    "date": EntitySpec(kind="date"),
    "time": EntitySpec(kind="time"),
    "email": EntitySpec(kind="email"),
    "phone": EntitySpec(kind="phone"),
    "zip_code": EntitySpec(kind="digits", min_length=5, max_length=5),
    "last_four": EntitySpec(kind="digits", min_length=4, max_length=4),
}
DOLLARS_250 = {"amount": 250.0, "currency": "USD"}


def read(
    text: str, *marks: tuple[str, str], entities: dict[str, EntitySpec] = BANK
) -> list[tuple[str, str, Any]]:
    spans = [Span(t, text.index(w), text.index(w) + len(w), 0.9) for t, w in marks]
    found = extract(entities, text, spans, today=TODAY)
    end = 0
    for entity in found:
        assert entity.text == text[entity.start : entity.end]
        assert entity.start >= end
        end = entity.end
    return [(entity.type, entity.text, entity.value) for entity in found]


def test_a_written_turn() -> None:
    assert read("Send $250 to Sarah on Friday.", ("payee", "Sarah")) == [
        ("amount", "$250", DOLLARS_250),
        ("payee", "Sarah", "Sarah"),
        ("date", "Friday", "2026-11-27"),
    ]


def test_rules_mend_the_borders_of_a_span() -> None:
    text = "send two hundred and fifty dollars to sarah"
    whole = ("amount", "two hundred and fifty dollars", DOLLARS_250)
    for part in ("two hundred", "fifty dollars", "hundred and", "wo hund"):
        assert read(text, ("amount", part)) == [whole]


def test_a_bare_number_is_money_only_where_the_model_says_so() -> None:
    text = "send two hundred to Sarah"
    assert read(text) == []
    assert read(text, ("amount", "two")) == [
        ("amount", "two hundred", {"amount": 200.0, "currency": "USD"})
    ]


def test_an_amount_of_four_figures_is_no_card_number() -> None:
    amount = ("amount", "2500", {"amount": 2500.0, "currency": "USD"})
    assert read("send 2500 to Sarah", ("amount", "2500")) == [amount]
    assert read("send 2500 to Sarah") == []
    assert read("it ends in 2500") == [("last_four", "2500", "2500")]


def test_digits_go_where_their_length_fits() -> None:
    assert read("four four seven seven") == [("last_four", "four four seven seven", "4477")]
    assert read("nine four one oh seven") == [("zip_code", "nine four one oh seven", "94107")]
    assert read("my last four 4477") == [("last_four", "4477", "4477")]
    assert read("four one five triple five two six seven one")[0][0] == "phone"


def test_a_correction_is_one_entity_with_the_last_value() -> None:
    assert read("pay fifty no sixty dollars to mike", ("amount", "fifty no sixty")) == [
        ("amount", "fifty no sixty dollars", {"amount": 60.0, "currency": "USD"})
    ]
    assert read("on friday, sorry, saturday") == [("date", "friday, sorry, saturday", "2026-11-28")]


def test_rules_never_choose_between_two_entities_of_a_kind() -> None:
    two = {"start": EntitySpec(kind="date"), "end": EntitySpec(kind="date")}
    text = "from monday to friday"
    assert find(two, text, today=TODAY) == ()
    assert read(text, ("start", "monday"), ("end", "friday"), entities=two) == [
        ("start", "monday", "2026-11-23"),
        ("end", "friday", "2026-11-27"),
    ]
    assert read(text, ("end", "friday"), entities=two) == [("end", "friday", "2026-11-27")]


def test_digits_of_the_same_length_are_left_to_the_model() -> None:
    two = {
        "account": EntitySpec(kind="digits", min_length=4, max_length=8),
        "card": EntitySpec(kind="digits", min_length=4, max_length=16),
    }
    assert find(two, "one two three four", today=TODAY) == ()
    text = "it is one two three four"
    assert read(text, ("card", "two three"), entities=two) == [
        ("card", "one two three four", "1234")
    ]


def test_a_written_phone_number_is_not_an_account() -> None:
    both = {"phone": EntitySpec(kind="phone"), "account": EntitySpec(kind="digits")}
    assert [e.type for e in find(both, "415-555-2671", today=TODAY)] == ["phone"]
    assert find(both, "four one five five five five two six seven one", today=TODAY) == ()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("send it to him", ("payee", "him")),
        ("send it all", ("amount", "all")),
        ("some time soon", ("date", "soon")),
        ("my dog", ("account", "dog")),
        ("hello", ("nothing_known", "hello")),
    ],
)
def test_a_span_without_a_value_is_dropped(text: str, mark: tuple[str, str]) -> None:
    assert read(text, mark) == []


def test_an_empty_span_and_one_outside_the_text_are_dropped() -> None:
    spans = [Span("payee", 3, 3), Span("payee", 50, 60), Span("amount", 50, 60)]
    assert extract(BANK, "send it", spans, today=TODAY) == ()
    assert extract(BANK, "", [], today=TODAY) == ()
    assert extract({}, "send $20", [], today=TODAY) == ()


def test_the_surer_of_two_spans_wins() -> None:
    spans = [Span("payee", 8, 13, 0.4), Span("account", 8, 16, 0.9)]
    entities = extract(BANK, "move to checking", spans, today=TODAY)
    assert [(e.type, e.value) for e in entities] == [("account", "checking")]


def test_a_plain_find_beats_a_span_of_another_kind() -> None:
    assert read("send it on friday", ("payee", "friday")) == [("date", "friday", "2026-11-27")]
    assert read("it is $400", ("last_four", "400"))[0][0] == "amount"


def test_a_longer_span_beats_a_find_inside_it() -> None:
    text = "pay Savings Express today"
    assert read(text, ("payee", "Savings Express")) == [
        ("payee", "Savings Express", "Savings Express"),
        ("date", "today", "2026-11-22"),
    ]


def test_a_name_grows_over_its_capitals() -> None:
    assert read("send it to Sarah Connor on Friday", ("payee", "Sarah"))[0][1] == "Sarah Connor"
    assert read("send it to sarah connor", ("payee", "to sarah"))[0][1:] == ("sarah", "Sarah")


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


def test_other_entities_are_compiled_anew() -> None:
    tea = {"drink": EntitySpec(kind="list", values={"tea": []})}
    rum = {"drink": EntitySpec(kind="list", values={"rum": []})}
    for _ in range(100):
        drinks = {"drink": EntitySpec(kind="list", values={"milk": []})}
        assert read("milk tea", entities=drinks)[0][2] == "milk"
    assert read("tea or rum", entities=tea)[0][2] == "tea"
    assert read("tea or rum", entities=rum)[0][2] == "rum"
