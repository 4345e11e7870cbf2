"""Addresses that are spelled."""

from __future__ import annotations

from datetime import date

import pytest

from voice_agent.language import EntitySpec
from voice_agent.language.en import normalise
from voice_agent.language.en.entities.spelled_addresses import spelled_out

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 2 3 M A P L E street", "1 2 3 MAPLE street"),
        ("1 2 3 M-A-P-L-E S-T-R-E-E-T.", "1 2 3 MAPLE STREET."),
        ("12 R O S E S T R E E T L E E D S", "12 ROSE STREET LEEDS"),
        ("F L A T N O 7 S H A N T I N A G A R P U N E", "FLAT NO 7 SHANTI NAGAR PUNE"),
        ("F L A D N O 7 M I R A S O C I E D Y", "FLAT NO 7 MIRA SOCIETY"),
        ("1 0 B R O A D W A Y", "1 0 BROADWAY"),
        ("12 Elm Street, apartment B", "12 Elm Street, apartment B"),
        ("12 N W Elm Street", "12 N W Elm Street"),
        ("I'm at 12 Elm Street", "I'm at 12 Elm Street"),
        ("77 Maple would drive", "77 Maple wood drive"),
        ("I would drive", "I wood drive"),
        ("I would like", "I would like"),
    ],
)
def test_letters_are_joined_and_cut_at_what_addresses_have(text: str, said: str) -> None:
    assert spelled_out(text) == said


def test_a_spelled_address_has_the_parts_of_a_spoken_one() -> None:
    spec = EntitySpec(kind="address")
    spelled = "F L A T N O 2 1 S U N I L S O C I E T Y N A G P U R 4 4 0 0 0 1"
    spoken = "Flat no 21 Sunil Society Nagpur 440001"
    assert normalise(spec, spelled, today=TODAY) == normalise(spec, spoken, today=TODAY)
    assert normalise(spec, spelled, today=TODAY)["city"] == "Nagpur"
