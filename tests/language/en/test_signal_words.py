"""The patterns of what turns say about the conversation itself."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from voice_agent.language.base import Signal
from voice_agent.language.en.signal_words import CALLED, LEAD, WORDS


def test_every_signal_has_words() -> None:
    assert set(WORDS) == set(get_args(Signal))


@pytest.mark.parametrize("signal", get_args(Signal))
def test_no_signal_is_said_with_nothing_or_with_what_is_around_it(signal: Signal) -> None:
    around = re.compile(f"{LEAD}(?:{'|'.join(WORDS[signal])}){CALLED}")
    assert not around.fullmatch("")
    assert not around.fullmatch("my card")


def test_words_before_and_after_say_nothing_themselves() -> None:
    assert re.fullmatch(LEAD, "oh sorry well ")
    assert re.fullmatch(CALLED, " please love")
    assert not re.fullmatch(LEAD, "freeze ")
