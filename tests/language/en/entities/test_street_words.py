"""Words of addresses."""

from __future__ import annotations

from voice_agent.language.en.entities.street_words import (
    STATE_CODES,
    STATES,
    STREETS,
    SURE_STREETS,
    UNITS,
)


def test_forms() -> None:
    assert STREETS["ave"] == STREETS["avenue"] == "Avenue"
    assert UNITS["apt"] == UNITS["apartment"] == "Apartment"
    assert STREETS.keys() >= SURE_STREETS


def test_states() -> None:
    assert len(STATES) == 51
    assert STATES["DC"] == "District of Columbia"
    assert STATE_CODES["new", "york"] == "NY"
