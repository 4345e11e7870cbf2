"""The values of a turn: what they say by default, and that nothing changes them."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from voice_agent.core.turn import (
    Escalation,
    Hit,
    Reply,
    Response,
    Route,
    Section,
    Segment,
    Transcript,
    TurnReading,
    joined,
)

HELLO, MORE = Segment("Hello.", "playbook"), Segment("One moment.", "filler")


def test_a_reply_is_its_segments() -> None:
    reply = Reply((HELLO, Segment("", "llm"), MORE))
    assert reply.text == "Hello. One moment."
    assert reply.source == "filler"
    assert reply.ends_call is None


def test_a_reply_without_words_has_no_source() -> None:
    assert (Reply(()).text, Reply(()).source) == ("", "")


def test_segments_are_joined_with_single_spaces() -> None:
    assert joined([]) == joined([Segment("", "llm")]) == ""
    assert joined([HELLO]) == "Hello."
    assert joined(iter([HELLO, MORE])) == "Hello. One moment."


def test_what_is_not_known_of_a_turn() -> None:
    reading = TurnReading(Transcript("hello", 0.9), "greet", 0.8)
    assert (reading.act, reading.entities, reading.completeness) == ("inform", (), 1.0)
    assert (reading.sentiment, reading.reasoning) == ("neutral", 0.0)
    assert reading.escalation == Escalation(0.0, "none")
    route = Route(reading, "answer", "because")
    assert (route.says, route.hit, route.fallback) == ("", None, None)
    assert route.response == Response("none")
    assert dict(route.response.found) == {}


@pytest.mark.parametrize(
    ("value", "field"), [(Transcript("a", 0.5), "text"), (HELLO, "text"), (Reply(()), "segments")]
)
def test_a_value_never_changes(value: object, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(value, field, "b")


def test_what_a_response_found_is_read_only() -> None:
    with pytest.raises(TypeError):
        Response("none").found["amount"] = 1  # type: ignore[index]


def test_a_hit_scores_what_was_compared() -> None:
    words = Hit(Section("fees", "The fees", "Nothing."), 0.4, 2)
    assert words.score == 0.4
    assert replace(words, answers=0.9).score == 0.9
