"""Run with ``pytest`` in an environment that has voice-agent and this package."""

from __future__ import annotations

import pytest

from toy_recogniser.engines import AsyncToyRecogniser, StreamingToyRecogniser, ToyRecogniser
from voice_agent.testing.pytest_helper import keeps_contract
from voice_agent.testing.sounds import vowel
from voice_agent.testing.stt import check

ANSWERS = {0.5: "yes please", 1.5: "what's my balance"}


@pytest.mark.parametrize("form", [ToyRecogniser, AsyncToyRecogniser, StreamingToyRecogniser])
def test_every_form_keeps_the_contract(form: type) -> None:
    keeps_contract(check(form(answers=ANSWERS), speech=(vowel(1.4), "what's my balance")))


def test_the_nearest_length_is_taken() -> None:
    toy = ToyRecogniser(answers=ANSWERS)
    assert toy.transcribe(vowel(0.6), 16_000).text == "yes please"
    assert toy.transcribe(vowel(3.0), 16_000).text == "what's my balance"
