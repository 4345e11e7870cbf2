"""Letters as voices are told to say them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voice_agent.stt.ears.symbols import DIGIT_WORDS, LETTERS, NUMBER_WORDS
from voice_agent.training.ears.said import english, foreign, written
from voice_agent.training.ears.script import Segment
from voice_agent.training.noise.voices import INDIAN, ROMAN, Voice

ENGLISH = Voice("espeak", "en-us+f2", "en", 1.0, 1.0, 50)


def test_english_voices_get_the_names_of_letters() -> None:
    assert english(("a", "b", "as", "in", "boy")) == ["eigh", "bee", "as", "in", "boy"]
    assert english(("z",)) == ["zee"]
    assert english(("z",), zed=True) == ["zed"]


def test_indian_voices_get_their_own_script() -> None:
    assert foreign(("b", "five"), "hi") == ["बी", "फ़ाइव"]
    assert foreign(("b",), "te") == ["బీ"]
    assert foreign(("f",), "te") is None  # The other scripts have no sign for it.
    assert foreign(LETTERS, "hi") is not None
    assert foreign((*DIGIT_WORDS, *NUMBER_WORDS), "mr") is not None


@pytest.mark.parametrize("language", [*INDIAN, *ROMAN])
def test_what_has_no_spelling_there_is_left_out(language: str) -> None:
    assert foreign(("b", "boy"), language) is None
    assert foreign(("b", "c"), language) is not None


def test_writes_what_each_engine_reads() -> None:
    letters = Segment(("a", "z"), ("a", "z"))
    assert written(ENGLISH, letters, zed=True) == "eigh zed"
    assert written(replace(ENGLISH, engine="flite"), letters, zed=False) == "ay zee"
    assert written(replace(ENGLISH, speed=0.8), letters, zed=False) == "eigh, zee"
    assert written(replace(ENGLISH, language="hi"), letters, zed=False) == "ए ज़ेड"
    assert written(replace(ENGLISH, language="hi"), Segment(("boy",), ()), zed=False) == ""
