"""Telling languages apart, on cases that were written down before the word lists."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from voice_agent.gate.languages import foreign_to

CASES = yaml.safe_load((Path(__file__).parent / "foreign.yaml").read_text(encoding="utf-8"))
ENGLISH = "i want to know how much money is in my account"
SPANISH = "quiero saber cuánto dinero tengo en mi cuenta"


@pytest.mark.parametrize("part", ["seen", "unseen"])
def test_recall(part: str) -> None:
    cases = CASES["foreign"][part]
    missed = [text for text in cases if foreign_to("en", text) is None]
    allowed = 0 if part == "seen" else len(cases) // 10
    assert len(missed) <= allowed, missed


def test_a_few_words_are_in_no_language() -> None:
    for text in ("hola", "sí por favor", "Juan de la Cruz", "", "da", "ок"):
        assert foreign_to("en", text) is None, text


def test_a_language_is_foreign_to_another_not_to_itself() -> None:
    assert foreign_to("es", SPANISH) is None
    assert foreign_to("en", SPANISH) == "es"
    assert foreign_to("es", ENGLISH) == "en"
    assert foreign_to("en", ENGLISH) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        # Four words at least, three of them different function words, a third of all.
        ("de la el", None),
        ("de la el los", "es"),
        ("de la de la de la", None),
        ("de la el x x x", "es"),
        ("de la el x x x x x x", None),
        # Twice as many as of the expected language, and one more.
        ("de la el los the", "es"),
        ("de la el los the of", None),
    ],
)
def test_how_many_words_make_a_language(text: str, language: str | None) -> None:
    assert foreign_to("en", text) == language


def test_a_language_without_a_list_is_not_judged() -> None:
    assert foreign_to("ja", ENGLISH) is None
    assert foreign_to("xx", "残高を教えてください") is None


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("здравствуйте я хочу узнать баланс", "cyrillic"),
        ("こんにちは", "hiragana"),
        ("残高を教えて", None),
        ("ок да", "cyrillic"),
        ("да ок", "cyrillic"),
        ("ок я", None),
        ("my name is Владимир and I want my balance please", None),
        ("Müller für Größe", None),
    ],
)
def test_another_script_is_named(text: str, script: str | None) -> None:
    assert foreign_to("en", text) == script
