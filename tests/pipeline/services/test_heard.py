from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pipecat.frames.frames import InterimTranscriptionFrame, TranscriptionFrame

from voice_agent.core.turn import Transcript
from voice_agent.pipeline.services.heard import Heard, confidence
from voice_agent.stt.engine import UNKNOWN_CONFIDENCE


def final(text: str, result: Any = None) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "", result=result)


def interim(text: str) -> InterimTranscriptionFrame:
    return InterimTranscriptionFrame(text, "", "")


def test_final_texts_are_joined_and_replace_the_uncertain_one() -> None:
    heard = Heard()
    heard.add(interim("send"))
    assert heard.transcript(10).text == "send"
    assert not heard.certain
    heard.add(final(" Send  money "))
    heard.add(interim("to"))
    assert heard.transcript(20).text == "Send money to"
    heard.add(final("to Sarah."))
    assert heard.transcript(30) == Transcript("Send money to Sarah.", UNKNOWN_CONFIDENCE, 30)
    assert heard.certain
    assert heard.finals == 2
    heard.add(interim("um"))
    heard.settle()
    assert heard.transcript(40).text == "Send money to Sarah."


def test_nothing_is_an_empty_text_without_confidence() -> None:
    heard = Heard()
    assert heard.transcript(10) == Transcript("", 0.0, 10)
    heard.add(final("  "))
    assert heard.transcript(10) == Transcript("", 0.0, 10)
    assert heard.finals == 1


def test_the_confidence_is_the_mean_of_what_the_vendor_says() -> None:
    heard = Heard()
    heard.add(final("one", {"confidence": 0.5}))
    heard.add(final("two", {"confidence": 1.0}))
    assert heard.transcript(10).confidence == pytest.approx(0.75)
    heard.add(final("three", {"unknown": 1}))
    assert heard.transcript(10).confidence == pytest.approx((1.5 + UNKNOWN_CONFIDENCE) / 3)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (None, None),
        ("text", None),
        ({}, None),
        ({"confidence": "high"}, None),
        ({"confidence": True}, None),
        ({"confidence": 1.5}, 1.0),
        ({"confidence": -1}, 0.0),
        ({"data": {"utterance": {"confidence": 0.6}}}, 0.6),
        ({"channel": {"alternatives": [{"confidence": 0.7}, {"confidence": 0.1}]}}, 0.7),
        (SimpleNamespace(channel=SimpleNamespace(alternatives=[{"confidence": 0.7}])), 0.7),
        ({"words": [{"confidence": 0.5}, {"confidence": 1.0}, {}]}, 0.75),
        ([{"confidence": 0.5}, {"confidence": 1.0}], 0.75),
        ([], None),
        ({"alternatives": []}, None),
    ],
)
def test_vendors_put_it_in_different_places(result: Any, expected: float | None) -> None:
    assert confidence(result) == (None if expected is None else pytest.approx(expected))
