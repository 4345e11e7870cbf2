"""When a caller has heard the agent out, from events and what is audible."""

from __future__ import annotations

import pytest

from voice_agent.core.events import Event, Replied, SpeechStarted, Transcribed
from voice_agent.phone.values import Received
from voice_agent.scenarios.spoken.hearing import (
    Ear,
    answer_is_over,
    heard_words,
    reply_to_all,
    transcripts,
)


def heard(turn: int, text: str) -> Event:
    return Transcribed(turn=turn, text=text, confidence=1.0)


def reply(text: str = "When should it go out?", source: str = "playbook") -> Event:
    return Replied(text=text, source=source)


def log(*events: tuple[float, Event]) -> list[Received]:
    return [Received(at_ms, event) for at_ms, event in events]


ASKED = log((1300, heard(1, "send money")), (1310, reply()))


@pytest.mark.parametrize(
    ("events", "ear", "over"),
    [
        (ASKED, Ear(3000, 1000, 1400, 2200), True),
        (ASKED, Ear(2800, 1000, 1400, 2200), False),
        # The greeting was heard before; the reply has not been yet.
        (ASKED, Ear(2500, 1000, None, 900), False),
        # A filler is no answer, and neither is one to half of what was said.
        (log((1310, reply(source="filler"))), Ear(3000, 1000, 1400, 2200), False),
        ([*ASKED, *log((1500, SpeechStarted()))], Ear(3000, 1000, 1400, 2200), False),
        # What needs no answer gets none.
        (log((1300, heard(1, "okay"))), Ear(7000, 1000, None, 900), False),
        (log((1300, heard(1, "okay"))), Ear(7300, 1000, None, 900), True),
        ([], Ear(7000, 1000, None, 0), True),
    ],
)
def test_an_answer_is_over_once_it_is_quiet(events: list[Received], ear: Ear, over: bool) -> None:
    assert answer_is_over(events, ear) is over


def test_a_patient_caller_waits_for_words() -> None:
    ear = Ear(60_000, 1000, None, 0)
    assert answer_is_over([], ear)
    assert not answer_is_over([], ear, patient=True)


def test_words_are_heard_as_time_passes() -> None:
    at = {words: Ear(1400 + 60 * len(words), 1000, 1400, 9000) for words in ("When", "When should")}
    assert not heard_words(ASKED, at["When"], 2)
    assert heard_words(ASKED, at["When should"], 2)
    assert not heard_words(ASKED, Ear(9000, 1000, None, 900), 1), "nothing is audible yet"
    assert not heard_words([], Ear(9000, 1000, 1400, 9000), 1), "it is not an answer yet"


def test_a_reply_answers_what_was_said_before_it() -> None:
    assert reply_to_all(ASKED) is ASKED[1]
    assert reply_to_all([*ASKED, *log((2000, heard(2, "tomorrow")))]) is None


def test_a_turn_that_was_opened_again_is_one_transcript() -> None:
    events = log(
        (1, heard(1, "send")), (2, heard(1, "send money")), (3, heard(2, "")), (4, heard(3, "yes"))
    )
    assert transcripts(events) == ["send money", "yes"]
