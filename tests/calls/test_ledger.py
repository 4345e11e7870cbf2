from __future__ import annotations

from datetime import timedelta

from fakes import TODAY

from voice_agent.calls.ledger import MemoryLedger
from voice_agent.dialogue.state import Deed

SENT = Deed("transfer", {"amount": 250.0})


def test_each_caller_has_deeds_of_their_own() -> None:
    ledger = MemoryLedger()
    ledger.add("anna", TODAY, SENT)
    ledger.add("anna", TODAY, SENT)
    assert ledger.deeds("anna", TODAY) == (SENT, SENT)
    assert ledger.deeds("ben", TODAY) == ()


def test_a_new_day_begins_with_nothing() -> None:
    ledger, tomorrow = MemoryLedger(), TODAY + timedelta(days=1)
    ledger.add("anna", TODAY, SENT)
    assert ledger.deeds("anna", tomorrow) == ()
    ledger.add("ben", tomorrow, SENT)
    assert ledger.deeds("anna", tomorrow) == ()
    assert ledger.deeds("anna", TODAY) == ()


def test_what_failed_is_taken_back_once() -> None:
    ledger = MemoryLedger()
    ledger.add("anna", TODAY, SENT)
    ledger.add("anna", TODAY, SENT)
    ledger.remove("anna", TODAY, SENT)
    assert ledger.deeds("anna", TODAY) == (SENT,)
    ledger.remove("ben", TODAY, SENT)
    ledger.remove("anna", TODAY + timedelta(days=1), SENT)
    assert ledger.deeds("anna", TODAY) == (SENT,)
