from typing import Any

import pytest
from fakes import TODAY, playbook

from voice_agent.dialogue.results import missing_results, spoken_results
from voice_agent.playbook import Playbook


def shop(results: dict[str, Any], answer: str = "{it}") -> Playbook:
    data = playbook().model_dump()
    data["actions"]["balance"] = {"python": "own.py:balance", "results": results}
    data["intents"]["balance"]["answer"] = answer
    return Playbook.model_validate(data)


def said(results: dict[str, Any], value: Any) -> str | None:
    book = shop(results)
    return spoken_results(book, book.intents["balance"], {"it": value}, TODAY).get("it")


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("money", {"amount": 2413.7, "currency": "USD"}, "2,413 dollars and 70 cents"),
        ("date", "2026-11-27", "Friday, November 27"),
        ("time", "15:30", "3:30 PM"),
        ("number", 1200, "1,200"),
        ("digits", "H471", "H 4 7 1"),
        ("phone", "+14155550132", "4 1 5, 5 5 5, 0 1 3 2"),
        ("text", "on its way", "on its way"),
    ],
)
def test_a_result_is_said_by_its_kind(kind: str, value: Any, words: str) -> None:
    assert said({"it": kind}, value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("soon", "soon"),
        (2413.7, "2,413.7"),
        (3, "3"),
        (20261127123456, "20261127123456"),
        (9_999_999_999, "9,999,999,999"),
        (10_000_000_000, "10000000000"),
        (-10_000_000_000, "-10000000000"),
        ({"amount": 5.5, "currency": "EUR"}, "5 euros and 50 cents"),
        (["a", "b", 3], "a, b and 3"),
        (None, None),
        (True, None),
        ([], None),
        (["a", None], None),
        ({"name": "x"}, None),
    ],
)
def test_what_is_not_declared_is_said_as_it_is_if_that_makes_words(
    value: Any, words: str | None
) -> None:
    assert said({}, value) == words


def test_each_of_a_list_is_said_and_nothing_in_words_of_its_own() -> None:
    spec = {"it": {"say": "{amount} at {shop}", "fields": {"amount": "money", "shop": "text"}}}
    rows = [
        {"amount": {"amount": 42.0, "currency": "USD"}, "shop": "Green Grocer"},
        {"amount": {"amount": 12.5, "currency": "USD"}, "shop": "Metro"},
    ]
    assert said(spec, rows) == "42 dollars at Green Grocer and 12 dollars and 50 cents at Metro"
    spec["it"]["empty"] = "nothing yet"
    assert said(spec, None) == "nothing yet"


def test_what_an_answer_names_and_cannot_be_said_is_missing() -> None:
    book = shop({}, "Your {account} has {balance}, {last_reply} {details} {other}.")
    assert missing_results(book, "balance", {"balance": 5}, TODAY) == ["other"]
    assert missing_results(book, "balance", {"balance": None, "other": 1}, TODAY) == ["balance"]
    assert missing_results(book, "balance", {"balance": 1, "other": "x"}, TODAY) == []
    assert missing_results(book, None, {}, TODAY) == []
