from __future__ import annotations

import pytest

from voice_agent.language.en.retrieval import terms


def test_terms_ignore_endings_and_small_words() -> None:
    assert terms("What are the charges?") == terms("charging a charge")[:1] == ["charg"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("what is the", []),
        ("Policies", ["policy"]),
        ("ties", ["tie"]),
        ("the bank's ATMs", ["bank", "atm"]),
        ("using 2 cards", ["2", "card"]),
        ("sing", ["sing"]),
        ("missed", ["miss"]),
    ],
)
def test_stems(text: str, found: list[str]) -> None:
    assert terms(text) == found
