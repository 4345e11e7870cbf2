"""Parts of an address."""

from __future__ import annotations

import pytest

from voice_agent.language.en.entities.address_parts import (
    house_number,
    postcode,
    state,
    street_name,
    unit,
)
from voice_agent.language.en.entities.tokens import tokenise


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("12 oak", ("12", 1)),
        ("221 b baker street", ("221B", 2)),
        ("12 n oak street", ("12", 1)),
        ("one twenty three forty second street", ("123", 3)),
        ("no. 5 oak", ("5", 3)),
        ("oak", None),
    ],
)
def test_house_numbers(text: str, part: tuple[str, int] | None) -> None:
    assert house_number(tokenise(text), 0) == part


@pytest.mark.parametrize(
    ("text", "named", "part"),
    [
        ("oak street", True, ("Oak Street", 2)),
        ("forty second st", True, ("42nd Street", 3)),
        ("n oak ave sw", True, ("North Oak Avenue Southwest", 4)),
        ("oak", True, None),
        ("oak hill", False, ("Oak Hill", 2)),
        ("dollars", False, None),
    ],
)
def test_streets(text: str, named: bool, part: tuple[str, int] | None) -> None:
    assert street_name(tokenise(text), 0, named=named) == part


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("apt. 4 b", None),
        ("apt 4 b", ("Apartment 4B", 3)),
        ("# 12", ("Unit 12", 2)),
        ("suite number five", ("Suite 5", 3)),
        ("third floor", ("Floor 3", 2)),
        ("fl 33101", None),
        ("apartment nashik", None),
    ],
)
def test_units(text: str, part: tuple[str, int] | None) -> None:
    assert unit(tokenise(text), 0) == part


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("zip 62704", "62704"),
        ("miami six two seven oh four", "62704"),
        ("london n w 1 6 x e", "NW1 6XE"),
        ("k one a oh b one", "K1A 0B1"),
        ("miami", None),
        ("12", None),
    ],
)
def test_postcodes(text: str, code: str | None) -> None:
    turn = tokenise(text)
    found = postcode(turn, 0, len(turn.tokens))
    assert (found.value if found else None) == code


@pytest.mark.parametrize(
    ("text", "sure", "code"),
    [
        ("new york new york", False, "NY"),
        ("Miami FL", False, "FL"),
        ("call me", False, None),
        ("springfield il", True, "IL"),
    ],
)
def test_states(text: str, sure: bool, code: str | None) -> None:
    turn = tokenise(text)
    found = state(turn, 0, len(turn.tokens), sure=sure)
    assert (found.value if found else None) == code
