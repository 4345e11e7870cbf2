from __future__ import annotations

from voice_agent.language.es.folding import fold, plain, words_of


def test_accents_and_case_go_and_places_stay() -> None:
    text = "¡MAÑANA, a las ocho! Sí."
    assert fold(text) == "¡manana, a las ocho! si."
    assert len(fold(text)) == len(text)
    assert plain(text) == "manana a las ocho si"


def test_words_are_where_they_are_in_the_text() -> None:
    text = "Póngame 2,50 € de té"
    assert [(w.text, text[w.start : w.end]) for w in words_of(text)] == [
        ("pongame", "Póngame"),
        ("2,50", "2,50"),
        ("€", "€"),
        ("de", "de"),
        ("te", "té"),
    ]
