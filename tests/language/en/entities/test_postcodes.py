"""British, Canadian and American postcodes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise

TODAY = date(2026, 11, 22)  # A Sunday.

POSTCODE = [
    ("n w one two d b", "NW1 2DB"),
    ("NW1 2DB", "NW1 2DB"),
    ("nw1 2db", "NW1 2DB"),
    ("N W 1 2 D B", "NW1 2DB"),
    ("s w one a one a a", "SW1A 1AA"),
    ("t for tommy w one two d b", "TW1 2DB"),
    ("nine four one oh seven", "94107"),
    ("94107", "94107"),
    ("94107-1234", "94107-1234"),
    ("k one a oh b one", "K1A 0B1"),
    ("K1A 0B1", "K1A 0B1"),
    ("m one one a a", "M1 1AA"),
    ("N-W-1-2-D-B", "NW1 2DB"),
    ("n for november w one two d for delta b for bravo", "NW1 2DB"),
    ("hello", None),
    ("e c one a one b b", "EC1A 1BB"),
    ("nine oh two one oh", "90210"),
]


@pytest.mark.parametrize(("text", "value"), POSTCODE)
def test_postcode(text: str, value: Any) -> None:
    assert normalise(EntitySpec(kind="postcode"), text, today=TODAY) == value


def test_without_a_region_other_countries_still_count() -> None:
    anywhere = EntitySpec(kind="postcode")
    assert normalise(anywhere, "9 4 1 0 7", today=TODAY) == "94107"
    assert normalise(EntitySpec(kind="postcode", region="GB"), "9 4 1 0 7", today=TODAY) is None
