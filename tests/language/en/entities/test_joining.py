"""Numbers that are given in pieces."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en.entities.joining import join, missing

TODAY = date(2026, 11, 27)
PHONE = EntitySpec(kind="phone")
PIN = EntitySpec(kind="digits", min_length=4, max_length=4)
CARD = EntitySpec(kind="digits", min_length=16, max_length=16)
FOUR = EntitySpec(kind="digits", min_length=4, max_length=4)
ZIP = EntitySpec(kind="postcode", region="US")


@pytest.mark.parametrize(
    ("spec", "parts", "value", "lacking"),
    [
        (PHONE, ["two one two"], None, 7),
        (PHONE, ["two one two", "five five five"], None, 4),
        (PHONE, ["two one two", "five five five", "oh one nine nine"], "+12125550199", 0),
        (PHONE, ["two one two five five five oh", "one nine nine"], "+12125550199", 0),
        (PHONE, ["212", "uh, it's 212 555", "0199"], "+12125550199", 0),
        (PHONE, ["2125550199"], "+12125550199", 0),
        (PHONE, ["212", "2125550199"], "+12125550199", 0),
        (PHONE, ["2125550199", "123"], None, None),
        (PIN, ["four", "four seven one"], "4471", 0),
        (PIN, ["four", "four four seven one"], "4471", 0),
        (PIN, ["four", "four seven"], None, 2),
        (CARD, ["4111", "1111", "1111"], None, 4),
        (CARD, ["4111", "1111", "1111", "1111"], "4111111111111111", 0),
        (CARD, ["it's 4111", "then 1112", "no 1111", "1111", "and 1111"], "4111111111111111", 0),
        (CARD, ["4111", "1111", "1111", "1111", "1"], None, None),
        (FOUR, ["four four", "seven seven"], "4477", 0),
        (FOUR, ["four four", "four four seven seven"], "4477", 0),
        (FOUR, ["four four", "nine nine seven seven"], "9977", None),
        (FOUR, ["four four seven", "sorry, eight"], None, 1),
        (FOUR, ["no"], None, None),
        (FOUR, [], None, None),
        (ZIP, ["nine four", "one oh seven"], "94107", 0),
        (ZIP, ["nine four"], None, 3),
    ],
)
def test_pieces_are_joined(
    spec: EntitySpec, parts: list[str], value: Any, lacking: int | None
) -> None:
    assert join(spec, parts, today=TODAY) == value
    assert missing(spec, parts) == lacking


@pytest.mark.parametrize(
    ("spec", "parts", "value"),
    [
        (EntitySpec(kind="name"), ["sarah", "tom"], "Tom"),
        (EntitySpec(kind="date"), ["monday", "tuesday"], "2026-12-01"),
        (EntitySpec(kind="postcode", region="GB"), ["w 2", "w 2 k 9 g e"], "W2K 9GE"),
        (EntitySpec(kind="digits", check="iban"), ["GB29", "GB29NWBK60161331926819"],
         "GB29NWBK60161331926819"),
    ],
)  # fmt: skip
def test_of_other_values_the_last_answer_counts(
    spec: EntitySpec, parts: list[str], value: Any
) -> None:
    assert join(spec, parts, today=TODAY) == value
    assert missing(spec, parts) is None


def test_an_address_that_ends_in_a_sign_goes_on() -> None:
    email = EntitySpec(kind="email")
    assert missing(email, ["it's lisa dot"]) == 1
    assert missing(email, ["lisa dot", "brown at"]) == 1
    assert missing(email, ["lisa dot brown"]) is None
