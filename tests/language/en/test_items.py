"""What a turn lists, and how often each is wanted."""

from __future__ import annotations

import pytest

from voice_agent.language import Item
from voice_agent.language.en import items


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
