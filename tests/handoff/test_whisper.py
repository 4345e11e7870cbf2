"""What a person hears before the caller is put through."""

from __future__ import annotations

from fakes import TODAY, playbook
from handoffs import make_brief

from voice_agent.handoff.whisper import MAX_CHARACTERS, whisper


def test_who_wants_what_and_why() -> None:
    brief = make_brief(
        task="transfer",
        details={"amount": {"amount": 250.0, "currency": "USD"}, "payee": "Sarah"},
    )
    assert whisper(playbook(), brief, TODAY) == (
        "A call for test. Transfer. amount, 250 dollars. payee, Sarah. "
        "It is handed over for this reason, caller asks for a person."
    )


def test_a_turn_that_nobody_could_read_still_has_a_reason() -> None:
    text = whisper(playbook(), make_brief(intent=None, reason="stt failed"), TODAY)
    assert text == ("A call for test. Stt failed. It is handed over for this reason, stt failed.")


def test_it_is_short() -> None:
    brief = make_brief(reason="x" * 1000)
    assert len(whisper(playbook(), brief, TODAY)) <= MAX_CHARACTERS
