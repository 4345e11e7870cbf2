from __future__ import annotations

from voice_agent.language.es.recognition import recogniser, repair, respelled, words


def test_words_keep_their_letters() -> None:
    assert words("¿Cuánto cuesta el té, Íñigo? 2,50 €") == [
        "cuánto", "cuesta", "el", "té", "íñigo", "2", "50",
    ]  # fmt: skip


def test_what_is_written_over_silence() -> None:
    assert "gracias por ver el video" in recogniser.hallucinations
    assert "gracias" not in recogniser.hallucinations, "callers say so"


def test_filling_a_gap_breaks_no_sentence() -> None:
    assert repair("el precio de el café y el azúcar") == "el precio del café y el azúcar"
    assert repair("leche y infusión") == "leche e infusión"
    assert repair("de El Salvador y hielo") == "de El Salvador y hielo"


def test_words_are_left_as_they_were_heard() -> None:
    assert respelled("vloquea la tarjeta", ["bloquea"], ()) == "vloquea la tarjeta"
