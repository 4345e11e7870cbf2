"""Answers that narrow a value down and give none, seen from Friday, 27 November 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.tokens import Match, tokenise
from voice_agent.language.en.entities.vague import vague, value_ranges

TODAY = date(2026, 11, 27)


def spec(kind: str, **keys: Any) -> EntitySpec:
    return EntitySpec.model_validate({"kind": kind, **keys})


@pytest.mark.parametrize(
    ("text", "low", "high", "ask"),
    [
        ("in the morning", "06:00", "12:00", "What time in the morning?"),
        ("some time in the afternoon please", "12:00", "18:00", "What time in the afternoon?"),
        ("late afternoon", "15:00", "18:00", "What time in the late afternoon?"),
        ("any time after lunch", "13:00", "18:00", "What time after lunch?"),
        ("after work", "17:00", "21:00", "What time after work?"),
        ("tonight", "17:00", "23:59", "What time tonight?"),
        ("at night", "18:00", "23:59", "What time at night?"),
        ("between two and four", "14:00", "16:00", "What time exactly?"),
        ("nine to noon", "09:00", "12:00", "What time exactly?"),
    ],
)
def test_a_part_of_the_day_is_no_time(text: str, low: str, high: str, ask: str) -> None:
    found = vague(spec("time"), text, today=TODAY)
    assert found is not None
    assert (found.low, found.high, found.ask, found.name) == (low, high, ask, "")
    assert found.text in text
    assert normalise(spec("time"), text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "low", "high", "ask"),
    [
        ("next week", "2026-11-30", "2026-12-06", "Which day next week?"),
        ("sometime this week", "2026-11-23", "2026-11-29", "Which day this week?"),
        ("the following week", "2026-11-30", "2026-12-06", "Which day of that week?"),
        ("last week", "2026-11-16", "2026-11-22", "Which day last week?"),
        ("the week after next", "2026-12-07", "2026-12-13", "Which day of that week?"),
        ("the week before last", "2026-11-09", "2026-11-15", "Which day of that week?"),
        ("at the end of the week", "2026-11-26", "2026-11-27", "Which day of that week?"),
        ("this weekend", "2026-11-28", "2026-11-29", "Which day this weekend?"),
        ("over the weekend", "2026-11-28", "2026-11-29", "Which day of that weekend?"),
        ("last week end", "2026-11-21", "2026-11-22", "Which day last weekend?"),
        ("last month", "2026-10-01", "2026-10-31", "Which day last month?"),
        ("next year", "2027-01-01", "2027-12-31", "Which day next year?"),
        ("in december", "2026-12-01", "2026-12-31", "Which day in December?"),
        ("early march", "2027-03-01", "2027-03-31", "Which day in March?"),
        ("in november", "2026-11-01", "2026-11-30", "Which day in November?"),
        ("from Monday to Friday", "2026-11-30", "2026-12-04", "Which day exactly?"),
        ("Monday through Wednesday", "2026-11-30", "2026-12-02", "Which day exactly?"),
        ("between Monday and Friday", "2026-11-30", "2026-12-04", "Which day exactly?"),
        ("in a few days", None, None, "Which day exactly?"),
        ("a few weeks ago", None, None, "Which day exactly?"),
        ("soon", None, None, "Which day exactly?"),
        ("the other day", None, None, "Which day exactly?"),
    ],
)
def test_a_week_or_a_month_is_no_day(text: str, low: str, high: str, ask: str) -> None:
    found = vague(spec("date"), text, today=TODAY)
    assert found is not None
    assert (found.low, found.high, found.ask) == (low, high, ask)
    assert normalise(spec("date"), text, today=TODAY) is None


def test_a_month_of_a_past_date_was_the_last_one() -> None:
    past = spec("date", when="past")
    for text, low in (("in december", "2025-12-01"), ("in march", "2026-03-01")):
        found = vague(past, text, today=TODAY)
        assert found is not None
        assert found.low == low


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("all of it", "all"), ("everything", "all"), ("the full balance", "all"),
        ("pay it in full", "all"), ("what I owe", "all"), ("the whole thing", "all"),
        ("the total", "all"), ("all my savings", "all"), ("my balance", "all"),
        ("half of it", "half"), ("half", "half"),
        ("the minimum payment", "minimum"), ("the minimum", "minimum"),
        ("as much as I can", "maximum"), ("the maximum", "maximum"),
        ("the statement balance", "statement"), ("the remaining balance", "rest"),
        ("the rest", "rest"), ("whatever, up to you", "any"), ("I don't mind", "any"),
    ],
)  # fmt: skip
def test_an_amount_that_only_the_account_tells_has_a_name(text: str, name: str) -> None:
    found = vague(spec("money"), text, today=TODAY)
    assert found is not None
    assert (found.name, found.low, found.high, found.ask) == (name, None, None, "")
    assert normalise(spec("money"), text, today=TODAY) is None


@pytest.mark.parametrize(
    "text", ["hello", "my full name is Tom", "all fifty dollars", "the total is $5"]
)
def test_what_names_no_amount(text: str) -> None:
    assert vague(spec("money"), text, today=TODAY) is None


def test_a_few_hundred_has_limits() -> None:
    few = vague(spec("money"), "a few hundred dollars", today=TODAY)
    assert few is not None
    assert few.low == {"amount": 200.0, "currency": "USD"}
    assert few.high == {"amount": 900.0, "currency": "USD"}
    assert few.ask == "How much exactly?"
    dozens = vague(spec("number"), "several dozen", today=TODAY)
    assert dozens is not None
    assert (dozens.low, dozens.high) == (24, 108)
    thousands = vague(spec("number"), "thousands of them", today=TODAY)
    assert thousands is not None
    assert thousands.low == 2000


def test_a_range_of_amounts_has_both_ends() -> None:
    found = vague(spec("money"), "between fifty and sixty dollars", today=TODAY)
    assert found is not None
    assert (found.low["amount"], found.high["amount"]) == (50.0, 60.0)  # type: ignore[index]


@pytest.mark.parametrize("kind", ["date", "time", "number", "name", "list"])
def test_the_caller_may_leave_the_choice(kind: str) -> None:
    entity = spec(kind, values={"tea": []}) if kind == "list" else spec(kind)
    for text in ("any", "anytime", "whenever", "no preference", "either one", "it doesn't matter"):
        found = vague(entity, text, today=TODAY)
        assert found is not None
        assert found.name == "any"
    assert vague(entity, "I don't have any money", today=TODAY) is None
    assert vague(entity, "", today=TODAY) is None


@pytest.mark.parametrize("text", ["good morning", "hello", "at three"])
def test_a_greeting_is_no_part_of_the_day(text: str) -> None:
    assert vague(spec("time"), text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("X to Y", True), ("X - Y", True), ("X through Y", True), ("between X and Y", True),
     ("X and Y", False), ("X or Y", False), ("X, Y", False)],
)  # fmt: skip
def test_which_values_are_the_ends_of_a_range(text: str, found: bool) -> None:
    ends = [Match(text.index(char), text.index(char) + 1, char) for char in "XY"]
    assert [*value_ranges(tokenise(text), ends)] == ([tuple(ends)] if found else [])
    assert [*value_ranges(tokenise(text), ends[:1])] == []


@pytest.mark.parametrize(
    ("kind", "text", "ask"),
    [
        ("money", "the usual", "How much is that?"),
        ("money", "same as last time", "How much is that?"),
        ("money", "the same amount as before", "How much is that?"),
        ("time", "as always", "What time is that?"),
        ("time", "first thing", "What time exactly?"),
        ("time", "around lunch time", "What time exactly?"),
        ("time", "as early as possible", "What time exactly?"),
        ("time", "the next available slot", "What time exactly?"),
        ("date", "when I get paid", "Which day is that?"),
        ("date", "on payday", "Which day is that?"),
        ("date", "once my salary comes in", "Which day is that?"),
        ("date", "on Mondays", "Which Monday do you mean?"),
        ("date", "in the spring", "Which day in the spring?"),
        ("date", "next summer", "Which day in the summer?"),
    ],
)
def test_what_only_the_caller_knows_is_asked(kind: str, text: str, ask: str) -> None:
    found = vague(spec(kind), text, today=TODAY)
    assert found is not None
    assert (found.ask, found.low, found.high) == (ask, None, None)
    assert normalise(spec(kind), text, today=TODAY) is None


def test_a_range_may_begin_with_from() -> None:
    found = vague(spec("date"), "from the first to the third", today=TODAY)
    assert found is not None
    assert (found.low, found.high) == ("2026-12-01", "2026-12-03")


@pytest.mark.parametrize("text", ["a bit", "oh, just a little", "not too much", "like last month"])
def test_a_little_is_no_amount(text: str) -> None:
    found = vague(EntitySpec(kind="money"), text, today=date(2026, 11, 27))
    assert found is not None
    assert found.ask.startswith("How much")
    assert vague(EntitySpec(kind="date"), "a bit", today=date(2026, 11, 27)) is None


@pytest.mark.parametrize(
    "text",
    ["more than fifty", "a hundred and change", "two hundred something", "fifty odd dollars"],
)
def test_an_amount_that_is_not_exact_is_asked_for(text: str) -> None:
    assert normalise(spec("money"), text, today=TODAY) is None
    found = vague(spec("money"), text, today=TODAY)
    assert found is not None
    assert found.ask == "How much exactly?"


@pytest.mark.parametrize(
    ("text", "low"),
    [
        ("after Monday", "2026-11-30"),
        ("any day after the fifteenth", "2026-12-15"),
        ("not before Monday", "2026-11-30"),
    ],
)
def test_from_a_day_on(text: str, low: str) -> None:
    assert normalise(spec("date"), text, today=TODAY) is None
    found = vague(spec("date"), text, today=TODAY)
    assert found is not None
    assert (found.low, found.ask, found.name) == (low, "Which day exactly?", "")


def test_after_that_names_no_day() -> None:
    assert vague(spec("date"), "after that", today=TODAY) is None


def test_a_day_that_no_month_has_still_names_the_month() -> None:
    when = EntitySpec(kind="date", when="future")
    found = vague(when, "on February thirtieth", today=TODAY)
    assert found is not None
    assert (found.text, found.low) == ("february", "2027-02-01")
    assert vague(when, "on February tenth", today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "relative"),
    [
        ("double it", True),
        ("ten more", True),
        ("let's say half of that: $150", False),
        ("double it, a hundred dollars", False),
        ("$150 is half of it", True),
        ("ten more, so sixty dollars", True),
    ],
)
def test_a_multiple_with_its_outcome_is_no_vague_amount(text: str, relative: bool) -> None:
    found = vague(spec("money"), text, today=TODAY)
    assert (found is not None and found.name == "relative") is relative
