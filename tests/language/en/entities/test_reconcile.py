"""The spans of the model and the matches of the rules together."""

from __future__ import annotations

import pytest
from english import BANK, TODAY, find, read

from voice_agent.language import Span
from voice_agent.language.en import extract
from voice_agent.language.specs import EntitySpec

DOLLARS_250 = {"amount": 250.0, "currency": "USD"}


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


def test_a_bare_number_is_money_where_the_model_says_so_or_a_verb_pays_it() -> None:
    amount = ("amount", "two hundred", {"amount": 200.0, "currency": "USD"})
    assert read("I had two hundred there") == []
    assert read("I had two hundred there", ("amount", "two")) == [amount]
    assert read("send two hundred to her") == [amount]
    assert read("send two hundred roses to her") == []
    assert read("pay one to her") == []


def test_an_amount_of_four_figures_is_no_card_number() -> None:
    amount = ("amount", "2500", {"amount": 2500.0, "currency": "USD"})
    sarah = ("payee", "Sarah", "Sarah")
    assert read("send 2500 to Sarah", ("amount", "2500")) == [amount, sarah]
    assert read("send 2500 to Sarah") == [amount, sarah]
    assert read("it ends in 2500") == [("last_four", "2500", "2500")]


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


def test_two_parts_of_one_name_are_one() -> None:
    text = "send it to my brother Tom"
    spans = [Span("payee", 11, 21, 0.7), Span("payee", 22, 25, 0.5)]
    (entity,) = extract(BANK, text, spans, today=TODAY)
    assert (entity.text, entity.value) == ("Tom", "Tom")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my neighbor, Mr Alvarez", "Mr Alvarez"),
        ("John Smith, my landlord", "John Smith"),
        ("my old boss, Kim", "Kim"),
    ],
)
def test_who_somebody_is_and_a_name_beside_a_comma_are_one(text: str, value: str) -> None:
    at = text.index(",")
    found = extract(
        BANK, text, [Span("payee", 0, at), Span("payee", at + 2, len(text))], today=TODAY
    )
    assert [entity.value for entity in found] == [value]


def test_letters_that_spell_a_name_are_not_cut() -> None:
    text = "Kathryn. That's K A T H R Y N."
    found = extract(BANK, text, [Span("payee", 0, 7), Span("payee", 16, 25)], today=TODAY)
    assert [entity.value for entity in found] == ["Kathryn", "Kathryn"]
    text = "J P Morgan"
    (entity,) = extract(BANK, text, [Span("payee", 4, 10)], today=TODAY)
    assert entity.value == "Morgan"


def test_two_names_stay_two() -> None:
    text = "to Tom and Sarah"
    spans = [Span("payee", 3, 6), Span("payee", 11, 16)]
    found = extract(BANK, text, spans, today=TODAY)
    assert [entity.value for entity in found] == ["Tom", "Sarah"]
    found = extract(BANK, "Tom, Sarah", [Span("payee", 0, 3), Span("payee", 5, 10)], today=TODAY)
    assert [entity.value for entity in found] == ["Tom", "Sarah"]


def test_parts_of_different_names_stay_apart() -> None:
    two = {"payee": EntitySpec(kind="name"), "caller": EntitySpec(kind="name")}
    text = "tom sarah anna"
    spans = [Span("payee", 0, 3), Span("caller", 4, 9), Span("caller", 10, 14)]
    found = extract(two, text, spans, today=TODAY)
    assert [(e.type, e.value) for e in found] == [("payee", "Tom"), ("caller", "Sarah Anna")]


def test_spans_of_other_kinds_are_not_joined() -> None:
    text = "it is 20 30"
    spans = [Span("amount", 6, 8), Span("amount", 9, 11)]
    found = extract({"amount": EntitySpec(kind="money")}, text, spans, today=TODAY)
    assert [e.value["amount"] for e in found] == [20.0, 30.0]


def test_between_entities_of_a_kind_the_model_decides() -> None:
    two = {"pin": EntitySpec(kind="digits", min_length=4, max_length=4), "card": BANK["last_four"]}
    assert read("my pin is 4477", ("card", "44"), entities=two) == [("card", "4477", "4477")]
    dates = {"born": EntitySpec(kind="date", past=True), "on": EntitySpec(kind="date")}
    text = "july 3rd 1972"
    for name in dates:
        assert read(text, (name, "3rd"), entities=dates) == [(name, text, "1972-07-03")]


def test_of_two_lists_the_longer_match_is_right() -> None:
    two = {
        "drink": EntitySpec(kind="list", values={"tea": []}),
        "cake": EntitySpec(kind="list", values={"tea cake": []}),
    }
    assert read("a tea cake", ("drink", "tea"), entities=two) == [("cake", "tea cake", "tea cake")]


def test_a_bare_number_beats_a_shorter_span_only() -> None:
    count = {"count": EntitySpec(kind="number"), "payee": EntitySpec(kind="name")}
    assert read("twenty five", ("payee", "twenty five"), entities=count)[0][0] == "payee"
    assert read("Max twenty", ("payee", "Max"), entities=count) == [
        ("payee", "Max", "Max"),
        ("count", "twenty", 20),
    ]


def test_a_marked_text_may_be_a_value_as_a_whole() -> None:
    menu = {"drink": EntitySpec(kind="list", values={"latte": []})}
    assert read("one late please", ("drink", "late"), entities=menu) == [("drink", "late", "latte")]
    # Half a word is marked: all of it is read.
    assert read("one late please", ("drink", "la"), entities=menu) == [("drink", "late", "latte")]
    assert extract(menu, "one late", [Span("drink", 3, 4)], today=TODAY) == ()


def test_less_than_nothing_is_no_amount() -> None:
    assert read("send minus twenty dollars to her", ("amount", "twenty dollars")) == []


def test_a_mark_on_what_is_not_chosen_counts_for_nothing() -> None:
    each = ("amount", "$120", {"amount": 120.0, "currency": "USD"})
    assert read("three at $40 each, so $120", ("amount", "$40"), ("amount", "$120")) == [each]
    due = ("date", "the thirtieth", "2026-11-30")
    text = "it's due on the first, so the thirtieth would be good"
    assert read(text, ("date", "the first"), ("date", "the thirtieth")) == [due]
