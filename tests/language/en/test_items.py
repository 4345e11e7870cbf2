"""What a turn lists, and how often each is wanted."""

from __future__ import annotations

import pytest

from voice_agent.language import Item
from voice_agent.language.en import items, more


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("A latte, a large mocha and an americano.", ["A latte", "a large mocha", "an americano."]),
        ("three things: a small latte, a mocha", ["a small latte", "a mocha"]),
        ("a mocha and a cappuccino, both small", ["a mocha, small", "a cappuccino, small"]),
        ("one latte, one tea, all of them iced, please", ["one latte, iced", "one tea, iced"]),
        ("an iced coffee, and for my wife a mocha", ["an iced coffee", "for my wife a mocha"]),
        ("a coffee with milk and two sugars", []),
        ("a coffee with soy and a bit of sugar", []),
        ("a coffee with an extra shot", []),
        ("a large latte", []),
        ("send 20 to Ann, 30 to Tom", []),
        ("it was nice, a pleasure", ["it was nice", "a pleasure"]),
    ],
)  # fmt: skip
def test_what_is_listed(text: str, listed: list[str]) -> None:
    assert items(text) == [Item(one) for one in listed]


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Two large lattes, please.", [Item("Two large lattes, please.", 2, 0)]),
        ("Can I get a couple of mochas", [Item("Can I get a couple of mochas", 2, 10)]),
        ("three lattes and a mocha", [Item("three lattes", 3, 0), Item("a mocha")]),
        ("a mocha and 2 lattes", [Item("a mocha"), Item("2 lattes", 2, 0)]),
        ("two sugars please", []),
        ("two percent milk", []),
        ("two of those", []),
    ],
)
def test_how_often_it_is_wanted(text: str, counted: list[Item]) -> None:
    assert items(text) == counted


def test_a_count_may_belong_to_a_value() -> None:
    assert items("two doubles") == [Item("two doubles", 2, 0)], "the playbook tells"


def test_one_of_each_is_no_item() -> None:
    each = [Item("A latte, with soy"), Item("a mocha, with soy")]
    assert items("A latte and a mocha, one of each, both with soy.") == each


def test_a_wish_in_the_first_person_keeps_its_count() -> None:
    assert items("I'd like two lattes") == [Item("I'd like two lattes", 2, 9)]
    assert items("We'll have three") == [Item("We'll have three", 3, 11)]


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("two mochas, one small, one large", [("mochas, small", 1), ("mochas, large", 1)]),
        (
            "Two large lattes, one with soy, the other with almond milk.",
            [("large lattes, with soy", 1), ("large lattes, with almond milk", 1)],
        ),
        (
            "I need a couple of coffees, one black and one with cream",
            [("coffees, black", 1), ("coffees, with cream", 1)],
        ),
        ("three teas, two large and one small", [("teas, large", 2), ("teas, small", 1)]),
        ("two lattes, one of them decaf", [("lattes, decaf", 1), ("lattes", 1)]),
        ("two lattes with one small and one large", [("lattes, small", 1), ("lattes, large", 1)]),
    ],
)
def test_things_of_one_kind_that_differ(text: str, each: list[tuple[str, int]]) -> None:
    assert [(one.text, one.count) for one in items(text)] == each


@pytest.mark.parametrize(
    "text",
    [
        "two coffees with one sugar",
        "two coffees with one sugar each",
        "two coffees, two sugars each",
        "two coffees, both large",
        "two mochas, three small ones",
    ],
)
def test_things_of_one_kind_that_are_alike(text: str) -> None:
    assert [one.count for one in items(text)][:1] == [2]


@pytest.mark.parametrize(
    ("text", "further"),
    [
        ("Make that two.", 1),
        ("Actually, make it three please", 2),
        ("two of those", 1),
        ("Can you make it two of those?", 1),
        ("I need three of those", 2),
        ("two more please", 2),
        ("I'll take three more", 3),
        ("double that", 1),
        ("make that two lattes", 1),
        ("I'd like two more lattes", 2),
        ("two", 0),
        ("2", 0),
        ("make that two dollars", 0),
        ("make it two sugars", 0),
        ("make it a double", 0),
        ("make that tomorrow", 0),
        ("two lattes", 0),
        ("no, two", 0),
    ],
)
def test_more_of_the_same(text: str, further: int) -> None:
    assert more(text) == further
