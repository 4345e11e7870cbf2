from __future__ import annotations

import pytest

from voice_agent.language.es.address_turn import Turn, is_letter


def test_words_beyond_the_ends_are_empty_and_end_the_clause() -> None:
    turn = Turn("calle Mayor")
    assert (turn.word(-1), turn.word(2)) == ("", "")
    assert turn.stops(0)
    assert turn.stops(2)
    assert not turn.stops(1)


def test_the_stop_of_an_abbreviation_ends_nothing() -> None:
    turn = Turn("Avda. Sol, n.º 3. Madrid")
    assert [turn.stops(at) for at in range(1, 5)] == [False, True, False, True]


def test_the_sign_of_an_ordinal() -> None:
    turn = Turn("3.º 2ª 4")
    assert [turn.sign(at) for at in range(3)] == ["º", "ª", ""]


@pytest.mark.parametrize(
    ("text", "at"),
    [("doce, perdón, catorce", 2), ("doce no perdón quince", 3), ("doce trece", None)],
)
def test_what_is_taken_back(text: str, at: int | None) -> None:
    assert Turn(text).taken_back(1) == at


@pytest.mark.parametrize(
    ("text", "letter"), [("b de", True), ("a", True), ("a las", False), ("que", False)]
)
def test_letters_that_are_words_are_one_only_before_a_stop(text: str, letter: bool) -> None:
    assert is_letter(Turn(text), 0) is letter


def test_names_are_written_with_capitals_and_particles_as_they_were() -> None:
    turn = Turn("calle de Los pinos XII")
    assert [turn.written(at) for at in range(5)] == ["Calle", "de", "Los", "Pinos", "XII"]
