"""Account numbers and phone numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language.en import normalise
from voice_agent.language.en.entities.digits import scan_digits
from voice_agent.language.en.entities.tokens import tokenise
from voice_agent.language.specs import EntitySpec

TODAY = date(2026, 11, 22)  # A Sunday.

DIGITS = [
    ("1 2 3 4 5 6 7 8", "12345678"),
    ("It's 0-4-2-2-2.", "04222"),
    ("my account number is one two three, four five six, seven eight", "12345678"),
    ("one hundred twenty three", "123"),
    ("double five double six", "5566"),
    ("two two oh oh", "2200"),
    ("triple nine", "999"),
    ("A123", "123"),
    ("four double seven", "477"),
    ("oh four triple two", "04222"),
    ("four four seven seven", "4477"),
    ("44 77", "4477"),
    ("4477", "4477"),
    ("forty four seventy seven", "4477"),
    ("double oh seven", "007"),
    ("four hundred twelve", "412"),
    ("eight hundred five five five", "800555"),
    ("4-4-7-7", "4477"),
    ("4, 4, 7, 7", "4477"),
    ("ending in 4477", "4477"),
    ("it is four four uh seven seven", "4477"),
    ("four four seven seven no eight", "4478"),
    ("4,477", "4477"),
    ("four thousand four hundred seventy seven", "4477"),
    ("four for seven seven", "4477"),
    ("account number one two three four", "1234"),
    ("zero zero one two", "0012"),
    ("four, four, seven, and seven", "4477"),
    ("nothing", None),
    ("twelve thirty four", "1234"),
    ("double 4 7 7", "4477"),
]


@pytest.mark.parametrize(("text", "value"), DIGITS)
def test_digits(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="digits"), text, today=TODAY) == value


DIGITS_OF_FOUR = [
    ("4477", "4477"),
    ("447", None),
    ("44771", None),
    ("four four seven seven no one two three four", "1234"),
    ("4 4 7 7, 4 4 7 7", "4477"),
    ("4 4 7 7, 4 4 7 1", None),
    ("four four seven seven no seven eight", "4478"),
    ("four double seven", None),
    ("one two three four", "1234"),
]


@pytest.mark.parametrize(("text", "value"), DIGITS_OF_FOUR)
def test_digits_of_four(text: str, value: Any) -> None:
    assert (
        normalise(EntitySpec(kind="digits", min_length=4, max_length=4), text, today=TODAY) == value
    )


PHONE = [
    ("1-800-555-1212", "+18005551212"),
    ("4 1 5 5 5 5 2 6 7 1. 4 1 5 5 5 5 2 6 7 1.", "+14155552671"),
    ("call 212 555 0199 please", "+12125550199"),
    ("five five five one two one two", None),
    ("0 2 0 7 9 4 6 0 1 2 3", None),
    ("four one five five five five two six seven one", "+14155552671"),
    ("415-555-2671", "+14155552671"),
    ("(415) 555-2671", "+14155552671"),
    ("415.555.2671", "+14155552671"),
    ("4155552671", "+14155552671"),
    ("one four one five five five five two six seven one", "+14155552671"),
    ("plus four four seven nine one one one two three four five six", "+447911123456"),
    ("+44 7911 123456", "+447911123456"),
    ("four one five triple five two six seven one", "+14155552671"),
    ("eight hundred five five five twelve twelve", "+18005551212"),
    ("415 555 0132", "+14155550132"),
    ("12345", None),
    ("my number", None),
    ("my number is 415, 555, 2671", "+14155552671"),
]


@pytest.mark.parametrize(("text", "value"), PHONE)
def test_phone(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="phone"), text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        # All that was said; digit by digit, three at least; what no amount has; after its name.
        ("12", True),
        ("one two please", False),
        ("one two three please", True),
        ("send 2500 to Tom", False),
        ("send 0250 to Tom", True),
        ("send 250000 to Tom", False),
        ("send 2500000 to Tom", True),
        ("send four one two now", True),
        ("send four hundred twelve now", False),
        ("my account 123 please", True),
        ("ending in 44 please", False),
        ("account is now 477 thanks", True),
        ("account was right now 477 thanks", False),
        ("it is 4 4 7 7 dollars", False),
        ("$ 4477", False),
        ("$ 2500000", False),
        ("2500000 $", True),
    ],
)
def test_digits_that_speak_for_themselves(text: str, marked: bool) -> None:
    assert [found.marked for found in scan_digits(tokenise(text), 1, 19)] == [marked]


def test_how_many_digits_count() -> None:
    for text, values in (("447", []), ("4477", ["4477"]), ("44771", ["44771"]), ("447712", [])):
        assert [found.value for found in scan_digits(tokenise(text), 4, 5)] == values


def test_the_four_of_my_last_four_is_no_digit_of_the_number() -> None:
    (found,) = scan_digits(tokenise("my last four, 4477"), 1, 19)
    assert (found.value, found.marked) == ("4477", True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Half of what was said is put right; more of it is said anew.
        ("one two three four no five six", "1256"),
        ("one two three four no five six seven", "567"),
        ("one two no three four", "34"),
    ],
)
def test_the_last_digits_are_put_right(text: str, value: str) -> None:
    assert [found.value for found in scan_digits(tokenise(text), 1, 19)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("four. four. seven. one.", "4471"),
        ("four four... seven one", "4471"),
        ("twelve hundred", "1200"),
        ("four nines", "9999"),
        ("three zeros one", "0001"),
        ("seven one. 25 people", None),
    ],
)
def test_pauses_and_counted_digits(text: str, value: str | None) -> None:
    spec = EntitySpec(kind="digits", min_length=4, max_length=4)
    assert normalise(spec, text, today=TODAY) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("six fifty two five three oh oh oh oh", "+16502530000"),
        ("six fifty two fifty three triple zero zero", "+16502530000"),
        ("four fifteen five fifty five twenty six seventy one", "+14155552671"),
        ("six fifty two", None),
    ],
)
def test_tens_and_the_digit_after_them_may_be_apart(text: str, value: str | None) -> None:
    assert normalise(EntitySpec(kind="phone"), text, today=TODAY) == value
