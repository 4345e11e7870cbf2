from __future__ import annotations

import pytest
from fakes import playbook

from voice_agent.audio.voicing import Voicing
from voice_agent.core.turn import OUT_OF_SCOPE, Escalation, Response, Transcript, TurnReading
from voice_agent.dialogue.backchannel import only_listens, said_into
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.turns.barge_in import Words

REST = "and there is a fee of five dollars"
SPOKEN = Voicing(700.0, -22.0, voiced=0.7, pitch_spread=0.25, brightness=0.15, bursts=3)
HUM = Voicing(300.0, -24.0, voiced=0.95, pitch_spread=0.05, brightness=0.03, bursts=1)
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


def test_a_word_about_the_conversation_is_an_instruction_unless_it_only_hesitates() -> None:
    assert words("start over").directs
    assert not words("I don't know").directs


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


@pytest.mark.parametrize(("unheard", "listens"), [("one two three", False), ("a b c d", True)])
def test_three_words_before_the_end_everything_has_been_heard(unheard: str, listens: bool) -> None:
    assert only_listens(words("Okay.", unheard), SPOKEN, 0.0) is listens
    # A sound without a word answers nothing, however little is left.
    assert only_listens(Words(unheard=len(unheard.split())), HUM, 0.0)


@pytest.mark.parametrize(("text", "listens"), [("yes yes yes", True), ("yes yes yes yes", False)])
def test_a_listener_says_three_words_at_most(text: str, listens: bool) -> None:
    assert words(text).listens is listens


@pytest.mark.parametrize(("score", "directs"), [(0.49, False), (0.5, True)])
def test_who_wants_a_person_interrupts(score: float, directs: bool) -> None:
    read = TurnReading(Transcript("the desk", 0.9), "person", 0.9, escalation=Escalation(score))
    said = said_into(playbook(), DialogueState(), read, Response("none"), REST)
    assert said.directs is directs


@pytest.mark.parametrize(
    ("clear", "below_db", "listens"),
    [(0.75, 10.9, False), (0.74, 10.9, True), (0.75, 11.0, True)],
)
def test_a_clear_request_counts_in_the_callers_own_voice(
    clear: float, below_db: float, listens: bool
) -> None:
    flat = Voicing(length_ms=400.0, voiced=0.0)
    assert only_listens(Words(2, 0.9, clear=clear, unheard=9), flat, below_db) is listens


def test_what_the_decision_is_told_of_a_turn() -> None:
    said = words("what is my balance", "one two", CONFIRMING, intent="balance")
    assert (said.count, said.confidence, said.clear, said.unheard) == (4, 0.9, 0.9, 2)
    assert (said.asked, said.asks, said.answers) == (True, True, False)
    assert words("la la la").clear == 0.0
    nothing = words("", response="yes", state=CONFIRMING)
    assert (nothing.count, nothing.asks, nothing.directs, nothing.listens) == (
        0,
        False,
        False,
        False,
    )


@pytest.mark.parametrize(("unclear", "listens"), [(True, True), (False, False)])
def test_what_nobody_understands_is_seldom_worth_a_question(unclear: bool, listens: bool) -> None:
    assert only_listens(Words(1, 0.4, unheard=9, unclear=unclear), SPOKEN, 0.0) is listens
    assert not only_listens(Words(1, 0.9, directs=True, unheard=9, unclear=unclear), SPOKEN, 0.0)


def test_nothing_is_unclear_where_the_agent_waits_or_much_was_said() -> None:
    read = TurnReading(Transcript("and then from", 0.3), OUT_OF_SCOPE, 0.3)
    longer = TurnReading(Transcript("and then from the one", 0.3), OUT_OF_SCOPE, 0.3)
    none, idle, book = Response("none"), DialogueState(), playbook()
    assert said_into(book, idle, read, none, REST, unclear=True).unclear
    assert not said_into(book, idle, read, none, REST).unclear
    assert not said_into(book, idle, longer, none, REST, unclear=True).unclear
    assert not said_into(book, CONFIRMING, read, none, REST, unclear=True).unclear
