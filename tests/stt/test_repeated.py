"""What a caller dictates more than once, or says and then spells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import TODAY

from voice_agent.core.turn import Evidence
from voice_agent.language import EntitySpec, en
from voice_agent.stt.repeated import as_said, evidence, odds_by, said_beside, spelled_by

NAME = EntitySpec(kind="name")
FIRST = Evidence((("isla", 0.0), ("ifla", -1.0)))


def test_the_likeliest_ways_are_kept_and_the_best_is_at_zero() -> None:
    found = evidence([("ifla", -4.0), ("isla", -3.0), ("isla", -9.0), ("", 0.0)])
    assert found == FIRST
    assert evidence([("", 0.0)]) is None
    many = evidence((f"x{at}", -float(at)) for at in range(20))
    assert many is not None
    assert many.ways[-1] == ("x7", -7.0)


def test_an_earlier_answer_favours_what_it_heard() -> None:
    assert odds_by((), "isla") == 0.0
    assert odds_by((FIRST,), "isla") == 0.0
    assert odds_by((FIRST,), "isla") > odds_by((FIRST,), "ifla") > odds_by((FIRST,), "ifma")
    assert odds_by((FIRST, FIRST), "ifla") == pytest.approx(2 * odds_by((FIRST,), "ifla"))


def test_another_value_costs_no_more_the_longer_it_is() -> None:
    """Callers who are asked again also name somebody else."""
    assert odds_by((FIRST,), "robles") == odds_by((FIRST,), "balasubramanian")
    assert odds_by((FIRST,), "robles") < odds_by((FIRST,), "ifma")


def test_what_the_caller_called_wrong_is_the_least_likely() -> None:
    refused = replace(FIRST, refused=frozenset({"isla"}))
    assert odds_by((refused,), "isla") < odds_by((refused,), "robles")
    assert odds_by((refused,), "ifla") == odds_by((FIRST,), "ifla"), "it is still near"
    assert spelled_by((FIRST, refused)) == ["isla", "ifla", "ifla"]


def test_a_name_that_was_said_counts_less_than_one_that_was_spelled() -> None:
    said = as_said("Banji Chitargi")
    assert said is not None
    assert not said.spelled
    spelled = Evidence(said.ways)
    assert odds_by((spelled,), "benjichitargi") < odds_by((said,), "benjichitargi") < 0.0
    assert spelled_by((said,)) == []
    assert as_said(None) is None
    assert as_said("Al") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Isla Santos, I S L A S A N T O S.", "islasantos"),
        ("My name is Isla Santos. I-S-L-A-S-A-N-T-O-S.", "islasantos"),
        ("I S L A S A N T O S.", ""),
        ("SHU BHAN G I K A P K A R", ""),
        ("Isla Santos.", ""),
        ("it's spelled I S L A", ""),
    ],
)
def test_a_name_that_is_said_before_its_letters(text: str, said: str) -> None:
    found = said_beside(NAME, text, en, TODAY)
    assert (found.ways[0][0] if found else "") == said


def test_nothing_is_said_beside_digits() -> None:
    assert said_beside(EntitySpec(kind="digits"), "Isla 4 4 7 7", en, TODAY) is None
    assert said_beside(None, "Isla I S L A", en, TODAY) is None
