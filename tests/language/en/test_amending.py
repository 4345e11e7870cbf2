"""Values of which one part is put right."""

from __future__ import annotations

from typing import Literal

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en.amending import amended


def test_an_address_has_parts() -> None:
    old = {"number": "12", "street": "Oak Lane"}
    assert amended(EntitySpec(kind="address"), old, "number 14") == old | {"number": "14"}
    assert amended(EntitySpec(kind="address"), "12 Oak Lane", "number 14") is None
    assert amended(EntitySpec(kind="digits"), old, "number 14") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("oh one four five at the end", "+17185550145"),
        ("the last four are oh one four five", "+17185550145"),
        ("it ends in 45", "+17185550145"),
        ("area code two one two", "+12125550144"),
        ("oh one four five", None),
        ("the last digits", None),
        ("nine nine nine nine nine nine nine nine nine nine at the end", None),
    ],
)
def test_a_number_has_an_end_and_a_beginning(text: str, number: str | None) -> None:
    assert amended(EntitySpec(kind="phone"), "+17185550144", text) == number


def test_a_local_number_gets_its_area_code() -> None:
    phone = EntitySpec(kind="phone", local=True)
    assert amended(phone, "5550017", "area code three one oh") == "+13105550017"


def test_digits_are_amended_alike() -> None:
    zip_code = EntitySpec(kind="digits", min_length=5, max_length=5)
    assert amended(zip_code, "60614", "it ends in eight") == "60618"
    assert amended(zip_code, "60614", "the first digit is a seven") == "70614"


@pytest.mark.parametrize(
    ("kind", "old", "text", "new"),
    [
        ("email", "jane.smith@gmail.com", "no, smyth with a y", "jane.smyth@gmail.com"),
        ("email", "jane.smith@smith.com", "smyth", "jane.smyth@smith.com"),
        ("name", "Clare Byrne", "Claire with an i", "Claire Byrne"),
        ("email", "jane.smith@gmail.com", "smith", None),
        ("email", "jane.smith@hotmail.com", "no, it's gmail dot com", "jane.smith@gmail.com"),
        ("email", "jane.smith@hotmail.com", "at yahoo.com, not hotmail", "jane.smith@yahoo.com"),
        ("email", "jane.smith@hotmail.com", "not at home dot", None),
        ("email", "jane.smith@gmail.com", "it is at yahoo", None),
        ("email", "jo@gmail.com", "joe", None),
    ],
)
def test_a_word_that_sounds_like_a_part_replaces_it(
    kind: Literal["email", "name"], old: str, text: str, new: str | None
) -> None:
    assert amended(EntitySpec(kind=kind), old, text) == new
