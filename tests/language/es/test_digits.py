from __future__ import annotations

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.es.digits import (
    digit_runs,
    lacking,
    scan_digits,
    scan_phones,
    scan_postcodes,
)

FOUR = EntitySpec(kind="digits", min_length=4, max_length=4)


@pytest.mark.parametrize(
    "text",
    [
        "4477",
        "4 4 7 7",
        "cuatro cuatro siete siete",
        "doble cuatro, doble siete",
        "44 y luego 77",
        "cuarenta y cuatro setenta y siete",
        "cuatro mil cuatrocientos setenta y siete",
        "el cuatro cuatro setenta y siete, gracias",
    ],
)
def test_digits_however_they_are_grouped(text: str) -> None:
    (found,) = scan_digits(FOUR, text)
    assert found.value == "4477"


def test_a_word_between_them_makes_two_numbers() -> None:
    assert [run.digits for run in digit_runs("44 cafés y 77 tés")] == ["44", "77"]
    assert not [*scan_digits(FOUR, "44 cafés y 77 tés")]


def test_check_digits_decide() -> None:
    card = EntitySpec(kind="digits", check="luhn", min_length=12, max_length=19)
    assert [one.value for one in scan_digits(card, "4539 1488 0343 6467")] == ["4539148803436467"]
    assert not [*scan_digits(card, "4539 1488 0343 6468")]
    iban = EntitySpec(kind="digits", check="iban")
    (found,) = scan_digits(iban, "es ES91 2100 0418 4502 0005 1332")
    assert found.value == "ES9121000418450200051332"


@pytest.mark.parametrize(
    "text",
    [
        "612 34 56 78",
        "seiscientos doce treinta y cuatro cincuenta y seis setenta y ocho",
        "más treinta y cuatro, seis uno dos tres cuatro cinco seis siete ocho",
        "+34 612345678",
    ],
)
def test_telephone_numbers(text: str) -> None:
    (found,) = scan_phones(EntitySpec(kind="phone"), text)
    assert found.value == "+34612345678"


def test_a_postcode_is_of_a_province() -> None:
    assert [one.value for one in scan_postcodes("veintiocho cero trece")] == ["28013"]
    assert [one.value for one in scan_postcodes("el 28 0 13")] == ["28013"]
    assert not [*scan_postcodes("99 123")]


def test_how_many_digits_lack() -> None:
    assert lacking(FOUR, "44") == 2
    assert lacking(FOUR, "44775") is None
    assert lacking(EntitySpec(kind="phone"), "612") == 6
    assert lacking(EntitySpec(kind="phone"), "+44612") is None
    assert lacking(EntitySpec(kind="name"), "4") is None
