from __future__ import annotations

from dataclasses import replace
from typing import cast

from fakes import playbook, reading

from voice_agent.core.turn import Escalation, TurnReading
from voice_agent.playbook.phrases import Realised
from voice_agent.slm.graph import Logits
from voice_agent.training.data.labelled import Turn
from voice_agent.training.measure.misses import misses, nearest
from voice_agent.training.measure.readings import ReadTurn

PHRASES = {
    "balance": ["what is my balance", "how much is in [savings](account)"],
    "fees": ["what does a wire cost", "tell me your fees"],
}
BOOK = playbook().model_copy(update={"phrases": PHRASES})


def read(text: str, found: TurnReading | None, **labels: object) -> ReadTurn:
    turn = Turn("wishes", Realised(text, ()), "", **labels)  # type: ignore[arg-type]
    return ReadTurn(turn, cast(Logits, None), (), found)


def told(*turns: ReadTurn) -> list[str]:
    return list(misses(turns, BOOK))


def test_a_wrong_intent_is_told_with_the_phrases_on_both_sides() -> None:
    found = replace(
        reading("what does my balance cost", "fees"), ranking=(("fees", 0.6), ("balance", 0.3))
    )
    assert told(read(found.transcript.text, found, intents=("balance",))) == [
        "'what does my balance cost': fees, not balance (fees 0.60, balance 0.30)",
        "  like the phrase 'what does a wire cost' of fees",
        "  and like 'what is my balance' of balance",
    ]


def test_an_intent_without_a_similar_phrase_needs_one() -> None:
    found = replace(reading("xyzzy plugh", "fees"), ranking=(("fees", 0.6),))
    lines = told(read("xyzzy plugh", found, intents=("balance",)))
    assert lines[1:] == ["  no phrase of balance is like it: add one in other words"]


def test_right_turns_and_unread_ones_are_not_told() -> None:
    assert told(read("my balance", reading("my balance", "balance"), intents=("balance",))) == []
    assert told(read("my balance", None, intents=("balance",))) == []


def test_a_person_who_is_missed_or_called_in_vain_is_told() -> None:
    calm, angry = (
        reading("x", "fees", escalation=Escalation(score, "anger")) for score in (0.2, 0.9)
    )
    assert told(
        read("x", calm, intents=("fees",), escalation="anger"),
        read("x", angry, intents=("fees",), escalation="none"),
        read("x", angry, intents=("fees",), escalation="anger"),
    ) == ["'x': anger: missed at 0.20", "'x': none: called a person (anger) at 0.90"]


def test_the_nearest_phrase_is_plain_text() -> None:
    assert nearest("How much is in savings?", PHRASES["balance"]) == "how much is in savings"
    assert nearest("good bye", PHRASES["balance"]) == ""
    assert nearest("good bye", ()) == ""
