from __future__ import annotations

from datetime import date
from typing import Any, get_args

import pytest

from voice_agent.language.en.entities.scanners import (
    SCANNERS,
    is_full_enough,
    normalise,
    not_meant,
    scan,
)
from voice_agent.language.en.entities.tokens import Match, tokenise
from voice_agent.language.specs import EntityKind, EntitySpec

TODAY = date(2026, 11, 22)


def spec(kind: str, **keys: Any) -> EntitySpec:
    return EntitySpec.model_validate({"kind": kind, **keys})


def test_every_kind_has_a_scanner() -> None:
    assert set(SCANNERS) == set(get_args(EntityKind))


@pytest.mark.parametrize(
    ("entity", "text", "value"),
    [
        (spec("list", values={"tea": ["chai"]}), "a chai please", "tea"),
        (spec("money"), "fifty dollars", {"amount": 50.0, "currency": "USD"}),
        (spec("date"), "on friday", "2026-11-27"),
        (spec("date", past=True), "july 3rd 1972", "1972-07-03"),
        (spec("date", past=True, region="GB"), "3 7 1972", "1972-07-03"),
        (spec("date", past=True, region="US"), "3 7 1972", "1972-03-07"),
        (spec("time"), "half past three", "15:30"),
        (spec("number"), "minus five", -5),
        (spec("digits", min_length=4), "four four seven seven", "4477"),
        (spec("digits", check="aba"), "oh two one quadruple oh two one", "021000021"),
        (spec("digits", check="iban"), "GB29NWBK60161331926819", "GB29NWBK60161331926819"),
        (spec("phone"), "415 555 2671", "+14155552671"),
        (spec("phone", local=True), "555 1234", "5551234"),
        (spec("phone", region="GB"), "020 7946 0123", "+442079460123"),
        (spec("postcode"), "94107", "94107"),
        (spec("postcode", region="GB"), "w 2 k 9 g e", "W2K 9GE"),
        (spec("email"), "jo at gmail dot com", "jo@gmail.com"),
        (spec("name"), "my name is sarah", "Sarah"),
    ],
)
def test_each_kind_is_found_where_the_model_marked_it(
    entity: EntitySpec, text: str, value: Any
) -> None:
    matches = scan(entity, tokenise(text), TODAY, marked_by_model=True)
    assert value in [match.value for match in matches]


def test_without_a_mark_only_what_speaks_for_itself_counts() -> None:
    money = spec("money")
    assert scan(money, tokenise("fifty"), TODAY) == []
    assert len(scan(money, tokenise("fifty"), TODAY, marked_by_model=True)) == 1
    assert len(scan(money, tokenise("fifty dollars"), TODAY)) == 1


def test_a_sound_alike_digit_and_a_misheard_postcode_need_the_mark() -> None:
    digits, text = spec("digits", min_length=3, max_length=3), "my pin is four for four"
    assert scan(digits, tokenise(text), TODAY) == []
    (match,) = scan(digits, tokenise(text), TODAY, marked_by_model=True)
    assert match.value == "444"
    postcode, said = spec("postcode", region="GB"), "en gee three are five dee zed"
    assert scan(postcode, tokenise("w two k nine gee ee"), TODAY) != []
    assert scan(postcode, tokenise(said), TODAY, marked_by_model=True) != []


def test_digits_that_fail_their_check_are_not_found() -> None:
    card = spec("digits", min_length=16, max_length=16, check="luhn")
    for number, found in (("4111111111111111", 1), ("4111111111111112", 0)):
        assert len(scan(card, tokenise(number), TODAY, marked_by_model=True)) == found


def test_a_correction_is_one_match() -> None:
    (match,) = scan(spec("money"), tokenise("fifty no sixty dollars"), TODAY)
    assert match == Match(0, 22, {"amount": 60.0, "currency": "USD"})


@pytest.mark.parametrize(
    ("entity", "text", "value"),
    [
        (spec("list", values={"latte": []}), "late", "latte"),
        (spec("list", values={"latte": []}), "tea", None),
        (spec("money"), "fifty, or rather sixty", {"amount": 60.0, "currency": "USD"}),
        (spec("money"), "hello", None),
        (spec("date"), "2026.11.27", "2026-11-27"),
        (spec("date", past=True), "2026.11.27", None),
        (spec("name", full=True), "sarah", None),
        (spec("name"), "sarah", "Sarah"),
    ],
)
def test_the_value_of_a_text(entity: EntitySpec, text: str, value: Any) -> None:
    assert normalise(entity, text, today=TODAY) == value


def test_a_full_name_has_two_parts() -> None:
    one, two = Match(0, 3, "Tom"), Match(0, 9, "Tom Brown")
    assert is_full_enough(spec("name"), one)
    assert is_full_enough(spec("name", full=True), two)
    assert not is_full_enough(spec("name", full=True), one)


def test_values_that_are_named_and_not_chosen() -> None:
    due = tokenise("it's due on the first, so the thirtieth would be good")
    assert [one.value for one in not_meant(spec("date"), due, TODAY)] == ["2026-12-01"]
    each = tokenise("three at $40 each, so $120")
    assert [one.value["amount"] for one in not_meant(spec("money"), each, TODAY)] == [40.0]
    assert not_meant(spec("date"), tokenise("on Friday"), TODAY) == []
    assert not_meant(spec("digits"), tokenise("4477"), TODAY) == []
