"""What earlier answers may have dictated."""

from __future__ import annotations

from dataclasses import replace

from fakes import TODAY, playbook, reading

from voice_agent.core.turn import Evidence, Response, TurnReading
from voice_agent.dialogue.evidence import earlier, refused, remembered
from voice_agent.dialogue.moves import answer, not_understood
from voice_agent.dialogue.state import VERIFY, DialogueState
from voice_agent.dialogue.tasks import idle

ASKED = DialogueState(task="transfer", awaiting="payee")
HEARD = Evidence((("isla", 0.0), ("ifla", -1.0)))


def said(text: str = "I S L A", evidence: Evidence | None = HEARD) -> TurnReading:
    made = reading(text)
    return replace(made, transcript=replace(made.transcript, evidence=evidence))


def test_an_answer_is_kept_for_its_own_question() -> None:
    kept = remembered(ASKED, said())
    assert earlier(kept) == (HEARD,)
    assert earlier(replace(kept, awaiting="date")) == ()
    assert earlier(replace(kept, task="balance")) == ()
    assert remembered(ASKED, said(evidence=None)) == ASKED


def test_only_the_last_three_are_kept() -> None:
    kept = ASKED
    for _ in range(5):
        kept = remembered(kept, said())
    assert len(earlier(kept)) == 3


def test_a_secret_is_never_kept() -> None:
    assert remembered(replace(ASKED, awaiting=VERIFY), said()).dictated == ()
    assert remembered(DialogueState(), said()).dictated == ()


def test_what_is_called_wrong_is_refused() -> None:
    kept = replace(remembered(ASKED, said()), details={"payee": "Isla"})
    (known,) = earlier(refused(kept, ("payee",)))
    assert known.refused == {"isla"}
    assert refused(kept, ("date",)) == kept
    assert refused(replace(kept, details={}), ("payee",)) == replace(kept, details={})


def test_a_name_is_read_back_called_wrong_and_asked_for_again() -> None:
    book = playbook()
    found = {"payee": "Isla", "amount": {"amount": 5.0, "currency": "USD"}, "date": "2026-11-27"}
    move = answer(book, ASKED, said(), Response("details", found), TODAY)
    assert (move.state.details["payee"], move.state.awaiting) == ("Isla", "confirm")
    wrong = Response("change", retracted=("payee",))
    move = answer(book, move.state, reading("No, the name is wrong."), wrong, TODAY)
    assert move.state.awaiting == "payee"
    assert [one.refused for one in earlier(move.state)] == [{"isla"}]


def test_what_was_heard_too_poorly_is_kept_too() -> None:
    assert earlier(not_understood(playbook(), ASKED, said())) == (HEARD,)


def test_it_is_forgotten_with_the_task() -> None:
    assert idle(remembered(ASKED, said())).dictated == ()
