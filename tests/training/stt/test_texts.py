"""What voices say and how it is written."""

from __future__ import annotations

import random

import pytest

from voice_agent.text.word_lists import word_set
from voice_agent.training.stt.texts import address, digits, draw, spelled

_DIGITS = word_set("zero oh one two three four five six seven eight nine")
NAMES = ["anna", "o'neil", "jose"]


@pytest.mark.parametrize("seed", range(20))
def test_digits_are_written_as_they_were_said(seed: int) -> None:
    line = digits(random.Random(seed))
    written = [one for one in line.written if one.isdecimal()]
    said = line.said.lower().replace("double ", "2x").replace("triple ", "3x")
    words = [one for one in said.replace(",", " ").replace(".", " ").split() if one[0] != "m"]
    spoken = sum(int(one[0]) if one[0].isdecimal() else _is_digit(one) for one in words)
    assert spoken == len(written)
    assert 4 <= len(written) <= 12


def _is_digit(word: str) -> bool:
    return word in _DIGITS


def test_names_are_letters() -> None:
    line = spelled(random.Random(1), NAMES)
    letters = [one for one in line.written.rstrip(".").split() if len(one) == 1]
    assert len(letters) >= 4
    assert all(one.isupper() for one in letters)
    assert [one for one in line.said if one.isupper()][-len(letters) :] == letters


def test_addresses() -> None:
    line = address(random.Random(2), NAMES)
    assert line.written.split()[0].isdecimal()
    assert not line.said.split()[0].isdecimal()


def test_phrases_are_sentences() -> None:
    lines = [draw(random.Random(seed), ["what's my balance"], NAMES) for seed in range(30)]
    assert "What's my balance." in {line.written for line in lines}
    assert len({line.written for line in lines}) > 8
