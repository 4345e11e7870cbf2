from __future__ import annotations

from voice_agent.language.es import street_words as words
from voice_agent.language.es.folding import fold


def test_every_word_is_in_the_form_in_which_words_are_compared() -> None:
    lists = (words.STREETS, words.NO_NAME, words.PARTS, words.LEVELS, words.PROVINCES, words.SIDES)
    assert all(word == fold(word) for one in lists for word in one)
    assert words.ORDINALS["tercer"] == words.ORDINALS["tercera"] == 3
    assert {"la coruna", "ciudad real", "madrid"} <= words.PROVINCES


def test_no_word_of_a_place_is_ruled_out_as_its_name() -> None:
    assert not words.NO_NAME & (words.STREETS | words.PROVINCES | words.PARTS)
