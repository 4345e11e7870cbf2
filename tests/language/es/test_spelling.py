from __future__ import annotations

from voice_agent.language import EntitySpec
from voice_agent.language.es.spelling import (
    is_spelled,
    letter_answer,
    letter_question,
    similar_names,
    spelling_odds,
    unspelled,
)

NAME = EntitySpec(kind="name")


def test_what_is_spelled() -> None:
    assert is_spelled(NAME, "erre u i zeta")
    assert is_spelled(EntitySpec(kind="digits"), "4 4 uno siete")
    assert not is_spelled(NAME, "Ana Ruiz")
    assert not is_spelled(EntitySpec(kind="date"), "4 4 1 7")


def test_the_letter_in_which_two_names_differ() -> None:
    assert letter_question("Gil", "Hil") == "¿Es ge o hache?"
    assert letter_answer("con hache", "Gil", "Hil") == "Hil"
    assert letter_answer("no sé", "Gil", "Hil") is None
    assert letter_question("Gil", "Ruiz") == ""
    assert letter_answer("ge", "Gil", "Ruiz") is None


def test_nothing_is_known_of_names() -> None:
    assert spelling_odds("ruiz") == spelling_odds("ruiz", begun=True) == 0.0
    assert similar_names("ruiz") == ()


def test_a_word_where_letters_were_asked_for() -> None:
    assert unspelled("Ruiz", "¿Me deletrea el nombre?") == "Por favor, letra por letra."
    assert unspelled("Ruiz", "¿A nombre de quién?") == ""
