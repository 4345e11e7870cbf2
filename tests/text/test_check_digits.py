"""Check digits, telephone numbers at home and away, and keys that do not fit a kind."""

from __future__ import annotations

from datetime import date

import pytest
from english import find

from voice_agent.language.en import choose, normalise
from voice_agent.language.specs import EntitySpec
from voice_agent.text.check_digits import aba, iban, luhn

TODAY = date(2026, 11, 22)
CARD = EntitySpec(kind="digits", min_length=13, max_length=19, check="luhn")
ROUTING = EntitySpec(kind="digits", check="aba")
IBAN = EntitySpec(kind="digits", check="iban")


@pytest.mark.parametrize("figures", ["4111111111111111", "5500005555555559", "79927398713", "00"])
def test_luhn(figures: str) -> None:
    assert luhn(figures)
    wrong = str((int(figures[0]) + 1) % 10) + figures[1:]
    assert not luhn(wrong)


@pytest.mark.parametrize("figures", ["", "4", "41a1"])
def test_luhn_of_what_is_no_number(figures: str) -> None:
    assert not luhn(figures)


@pytest.mark.parametrize("figures", ["021000021", "011401533", "091000019"])
def test_aba(figures: str) -> None:
    assert aba(figures)
    assert not aba(figures[:-1] + str((int(figures[-1]) + 1) % 10))


@pytest.mark.parametrize("figures", ["000000000", "21000021", "0210000210", "02100002a"])
def test_aba_of_what_is_no_routing_number(figures: str) -> None:
    assert not aba(figures)


def test_iban() -> None:
    assert iban("GB29NWBK60161331926819")
    assert iban("DE89370400440532013000")
    assert not iban("GB29NWBK60161331926818")
    assert not iban("GB92NWBK60161331926819")
    assert not iban("29GBNWBK60161331926819")


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (CARD, "4111 1111 1111 1111", "4111111111111111"),
        (CARD, "4111 1111 1111 1112", None),
        (
            CARD,
            "four one one one, one one one one, one one one one, one one one one",
            "4111111111111111",
        ),
        (ROUTING, "oh two one quadruple oh two one", "021000021"),
        (ROUTING, "oh two one quadruple oh two two", None),
        (IBAN, "GB29 NWBK 6016 1331 9268 19", "GB29NWBK60161331926819"),
        (IBAN, "GB29 NWBK 6016 1331 9268 18", None),
        (
            IBAN,
            "it's g b 2 9 n w b k 6 oh 1 6 1 double 3 1 9 2 6 8 1 9",
            "GB29NWBK60161331926819",
        ),
        (IBAN, "I do not have one", None),
    ],
)
def test_a_value_that_fails_its_check_is_none(
    spec: EntitySpec, text: str, value: str | None
) -> None:
    assert normalise(spec, text, today=TODAY) == value


def test_the_hypothesis_that_passes_is_chosen() -> None:
    heard = ["4111 1111 1111 1112", "4111 1111 1111 1171", "4111 1111 1111 1111"]
    assert choose(CARD, heard, today=TODAY) == "4111111111111111"


def test_numbers_that_fail_are_not_found_by_rule_either() -> None:
    assert find({"card": CARD}, "my card is 4111 1111 1111 1112", today=TODAY) == ()
    (entity,) = find({"card": CARD}, "my card is 4111 1111 1111 1111", today=TODAY)
    assert entity.value == "4111111111111111"


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (EntitySpec(kind="phone", local=True), "five five five one two three four", "5551234"),
        (EntitySpec(kind="phone", local=True), "555-1234", "5551234"),
        (EntitySpec(kind="phone", local=True), "415 555 2671", "+14155552671"),
        (EntitySpec(kind="phone", local=True), "five five five one two three", None),
        (EntitySpec(kind="phone"), "five five five one two three four", None),
        (EntitySpec(kind="phone", region="GB"), "0 2 0 7 9 4 6 0 1 2 3", "+442079460123"),
        (EntitySpec(kind="phone", region="GB"), "+1 415 555 2671", "+14155552671"),
    ],
)
def test_phone_numbers_at_home(spec: EntitySpec, text: str, value: str | None) -> None:
    assert normalise(spec, text, today=TODAY) == value
