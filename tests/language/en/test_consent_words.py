"""The words of consent, one kind at a time."""

from __future__ import annotations

import re

import pytest

from voice_agent.language.en import consent_words as words


@pytest.mark.parametrize(
    ("pattern", "has", "lacks"),
    [
        (words.YES, "oh yes", "is that a yes"),
        (words.AGREES, "correct", "correct it"),
        (words.NO, "hardly", "hard"),
        (words.NEGATION, "cannot", "canyon"),
        (words.WAIT, "give me a quick second", "the second"),
        (words.PUZZLED, "dunno", "I know"),
        (words.HEDGE, "I'm good", "I'm good to go"),
        (words.CONDITION, "as long as it is free", "how long"),
        (words.SECOND_THOUGHT, "make it sixty", "make it so"),
        (words.HARMLESS, "don't bother sending it", "don't bother"),
        (words.FINE, "no problem", "a problem"),
        (words.TO_THE_LINE, "i can hear you", "i want it"),
    ],
)
def test_what_has_words_of_a_kind(pattern: re.Pattern[str], has: str, lacks: str) -> None:
    assert pattern.search(has.lower())
    assert not pattern.search(lacks.lower())
