from __future__ import annotations

import pytest
from fakes import playbook

from voice_agent.audio.voicing import Voicing
from voice_agent.core.turn import OUT_OF_SCOPE, Response, Transcript, TurnReading
from voice_agent.dialogue.backchannel import only_listens, said_into
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.turns.barge_in import Words

REST = "and there is a fee of five dollars"
SPOKEN = Voicing(700.0, -22.0, voiced=0.7, pitch_spread=0.25, brightness=0.15, bursts=3)
CONFIRMING = DialogueState("transfer", awaiting=CONFIRM)


def words(
    text: str,
    unheard: str = REST,
    state: DialogueState = DialogueState(),
    response: str = "none",
    intent: str = OUT_OF_SCOPE,
) -> Words:
    reading = TurnReading(Transcript(text, 0.9), intent, 0.9)
    return said_into(playbook(), state, reading, Response(response), unheard)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["Mm-hmm.", "Okay.", "right", "uh huh", "Okay, I see.", "Yes."])
def test_a_listener_wants_to_hear_the_rest(text: str) -> None:
    assert words(text).listens
    assert only_listens(words(text), SPOKEN, 0.0)
    assert only_listens(words(text), None, 0.0)


@pytest.mark.parametrize("text", ["Wait.", "No.", "Stop", "Hold on."])
def test_an_instruction_interrupts(text: str) -> None:
    assert words(text).directs
    assert not only_listens(words(text), SPOKEN, 0.0)


@pytest.mark.parametrize("text", ["Okay, but what is my balance?", "How much is it?"])
def test_a_question_interrupts(text: str) -> None:
    assert words(text).asks
    assert not only_listens(words(text, intent="balance"), SPOKEN, 0.0)


def test_a_yes_to_what_was_read_back_is_an_answer() -> None:
    said = words("Yes.", state=CONFIRMING, response="yes")
    assert (said.answers, said.listens) == (True, False)
    assert not only_listens(said, SPOKEN, 0.0)


@pytest.mark.parametrize("unheard", ["", "right?", "Is that right?"])
def test_who_has_heard_nearly_everything_answers(unheard: str) -> None:
    assert not only_listens(words("Okay.", unheard), SPOKEN, 0.0)


def test_what_was_typed_was_meant() -> None:
    assert not only_listens(words("the blue one"), None, 0.0)


def test_a_known_request_interrupts_however_it_sounds() -> None:
    flat = Voicing(length_ms=400.0, voiced=0.0)
    request = words("my balance", intent="balance")
    assert not only_listens(request, flat, 0.0)
    assert only_listens(request, flat, 16.0)
    assert only_listens(words("la la"), flat, 0.0)


def test_somebody_far_away_is_not_answered() -> None:
    assert only_listens(words("and now the weather for tomorrow"), SPOKEN, 16.0)
