"""Postal addresses. All are made up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import amended, extract, normalise, say

TODAY = date(2026, 11, 22)  # A Sunday.
ADDRESS = EntitySpec(kind="address")
NEW_YORK = {"city": "New York", "state": "NY"}
SPRINGFIELD = {"city": "Springfield", "state": "IL", "postcode": "62704"}
OLD = {"number": "123", "street": "Main Street", "unit": "Apartment 4B"}


def whole(number: str, street: str, **more: str) -> dict[str, str]:
    return {"number": number, "street": street, **more}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (
            "one twenty three north main street apartment four b",
            whole("123", "North Main Street", unit="Apartment 4B"),
        ),
        ("My address is 7204, McKay Drive.", whole("7204", "McKay Drive")),
        ("34 Elm Street 568", whole("34", "Elm Street", unit="568")),
        ("4 8. Ridge Road. 4 0 7.", whole("48", "Ridge Road", unit="407")),
        ("5 5 stone wall. Street 335.", whole("55", "Stone Wall Street", unit="335")),
        ("34 Elm Street, five six eight.", whole("34", "Elm Street", unit="568")),
        ("one twenty three forty second street", whole("123", "42nd Street")),
        ("505 east third street second floor", whole("505", "East 3rd Street", unit="Floor 2")),
        ("I live at one hundred twenty three oak ave", whole("123", "Oak Avenue")),
        (
            "it's 1200 42nd street suite 5, New York, NY 10001",
            whole("1200", "42nd Street", unit="Suite 5", **NEW_YORK, postcode="10001"),
        ),
        (
            "12 oak avenue unit b as in boy springfield illinois six two seven oh four",
            whole("12", "Oak Avenue", unit="Unit B", **SPRINGFIELD),
        ),
        (
            "100 NW 5th Ave. #12, Miami, FL 33101-1234",
            whole(
                "100", "Northwest 5th Avenue", unit="Unit 12", city="Miami", state="FL",
                postcode="33101-1234",
            ),
        ),
        (
            "221B Baker Street, London NW1 6XE",
            whole("221B", "Baker Street", city="London", postcode="NW1 6XE"),
        ),
        ("12 Broadway, New York, New York", whole("12", "Broadway", **NEW_YORK)),
        (
            "flat no. 303 Sun Homes Baner Pune 411007",
            {"street": "Sun Homes Baner", "unit": "Flat 303", "city": "Pune", "postcode": "411007"},
        ),
        ("37 Hill Rock", whole("37", "Hill Rock")),
        ("Elm Street", None),
        ("4 4 7 7", None),
        ("fifty dollars", None),
        ("I do not know", None),
        ("", None),
    ],
)  # fmt: skip
def test_addresses(text: str, value: dict[str, str] | None) -> None:
    assert normalise(ADDRESS, text, today=TODAY) == value


def test_a_full_address_has_a_city_or_a_postcode() -> None:
    full = EntitySpec(kind="address", full=True)
    assert normalise(full, "12 Oak Avenue", today=TODAY) is None
    assert normalise(full, "12 Oak Avenue, Springfield", today=TODAY) is not None
    with pytest.raises(ValueError, match="'full' is for kind 'name' or 'address'"):
        EntitySpec(kind="money", full=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("please send it to 12 oak street", "12 oak street"),
        ("send 50 dollars to main street", None),
        ("I need two more minutes on the way", None),
        ("I have 3 questions about the court", None),
        ("what is 12 way", None),
    ],
)
def test_in_a_sentence_the_street_has_to_be_clear(text: str, found: str | None) -> None:
    entities = extract({"home": ADDRESS}, text, [], today=TODAY)
    assert [one.text for one in entities] == ([found] if found else [])


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("no, apartment five", {"unit": "Apartment 5"}),
        ("apartment five c please", {"unit": "Apartment 5C"}),
        ("no, the number is 124", {"number": "124"}),
        ("no, it is 124", {"number": "124"}),
        ("no, 124", None),
        ("no, number one two five", {"number": "125"}),
        ("Oak Street", {"street": "Oak Street"}),
        ("not main street, maple street", {"street": "Maple Street"}),
        ("the zip is 62704", {"postcode": "62704"}),
        ("the zip code is six two seven oh four", {"postcode": "62704"}),
        ("no", None),
        ("yes that's right", None),
        ("apartment 4 B", None),
        ("fifty dollars", None),
        ("springfield", None),
        ("", None),
    ],
)
def test_one_part_is_put_right(text: str, changed: dict[str, str] | None) -> None:
    assert amended(ADDRESS, OLD, text) == (OLD | changed if changed else None)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (OLD, "1 2 3 Main Street, apartment 4 B"),
        (whole("34", "Elm Street", unit="568"), "34 Elm Street, 5 6 8"),
        (whole("12", "Oak Avenue", unit="Unit B", **SPRINGFIELD),
         "12 Oak Avenue, unit B, Springfield, Illinois, 6 2 7 0 4"),
        (whole("221B", "Baker Street", postcode="NW1 6XE"), "2 2 1 B Baker Street, N W 1 6 X E"),
        (whole("1", "Oak Lane", postcode="33101-1234"), "1 Oak Lane, 3 3 1 0 1, 1 2 3 4"),
    ],
)  # fmt: skip
def test_read_back(value: dict[str, str], said: Any) -> None:
    assert say(ADDRESS, value, today=TODAY) == said


def test_what_is_read_back_is_the_same_address() -> None:
    for value in (OLD, whole("505", "East 3rd Street", unit="Floor 2", city="Miami", state="FL")):
        assert normalise(ADDRESS, say(ADDRESS, value, today=TODAY), today=TODAY) == value
