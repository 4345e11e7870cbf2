from __future__ import annotations

import pytest

from voice_agent.language.en.entities.list_phrases import ListPhrase, words_of
from voice_agent.language.en.entities.tokens import tokenise


def forms(text: str) -> list[str]:
    return [word.form for word in words_of(tokenise(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("two lattes", ["2", "latte"]),
        ("twenty-one ounces", ["21", "ounce"]),
        ("20 oz", ["20", "ounce"]),
        ("cherries and pies", ["cherry", "and", "pie"]),
        ("obies fairies", ["obie", "fairy"]),
        ("boxes matches dishes passes", ["box", "match", "dish", "pass"]),
        ("glass bus tennis gas", ["glass", "bus", "tennis", "gas"]),
        ("Anna's it's", ["anna", "it"]),
        ("don't", ["dont"]),
        ("light, (dark): roast", ["light", "dark", "roast"]),
        ("light. Roast?", ["light", "", "roast", ""]),
    ],
)
def test_words_are_compared_without_number_and_punctuation(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_a_word_knows_how_and_where_it_was_recognised() -> None:
    text = "an ate-ounce, twenty one Lattes'"
    found = [(word.heard, text[word.start : word.end]) for word in words_of(tokenise(text))]
    assert found == [
        ("an", "an"),
        ("ate", "ate"),
        ("ounce", "ounce"),
        ("twenty", "twenty one"),
        ("lattes", "Lattes"),
    ]


def test_a_phrase_is_compared_as_one_word_too() -> None:
    assert ListPhrase("milk", "skim milk", ("skim", "milk"), canonical=True).joined == "skimmilk"
