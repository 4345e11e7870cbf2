"""How a value may have been dictated."""

from __future__ import annotations

import pytest

from voice_agent.stt.ears.symbols import NUMBER_OF
from voice_agent.training.ears.readings import KINDS, readings


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("names", "Ann Li", "a n n l i"),
        ("names", "Ann Li", "a n n _ l i"),
        ("names", "Ann Li", "a double n l i"),
        ("names", "Ann Li", ""),
        ("numbers", "5550100999", "five five five zero one zero zero nine nine nine"),
        ("numbers", "5550100999", "triple five o one double o nine double nine"),
        ("numbers", "123456789", "zero one two three four five six seven eight nine"),
        ("addresses", "34 Elm Street 568", "thirty four five sixty eight"),
        ("addresses", "34 Elm Street 568", "three four five hundred sixty eight"),
        ("addresses", "7204, McQueen Drive", "seven two o four"),
        ("addresses", "10 Oak Road 1462", "ten fourteen sixty two"),
        ("addresses", "Flat 303 E L", "f l a t three o three e l"),
    ],
)
def test_is_among_the_readings(kind: str, value: str, said: str) -> None:
    assert tuple(said.split()) in readings(kind, value)


@pytest.mark.parametrize("value", ["100000000000", "9 Oak", "Zoë Å.", "12 34 56 78 90", "7"])
def test_readings_are_of_known_symbols_and_not_endless(value: str) -> None:
    for kind in KINDS:
        found = readings(kind, value)
        assert 1 <= len(found) <= 2000
        assert all(symbol in NUMBER_OF for way in found for symbol in way)


def test_a_whole_number_has_lost_no_zero() -> None:
    assert all(way[0] == "one" for way in readings("numbers", "1234567890"))
