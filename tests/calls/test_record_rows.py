"""What is kept of a turn; what is redacted in it is in test_redaction.py and test_masking.py."""

from fakes import TODAY, playbook, reading

from voice_agent.calls.call import Turn
from voice_agent.calls.record_rows import kept_decision, kept_entities
from voice_agent.core.turn import Entity
from voice_agent.dialogue.state import DialogueState
from voice_agent.router.decision import Decision


def test_a_turn_whose_route_redaction_changes_is_marked() -> None:
    decision = Decision(reading("0"), DialogueState(), None, TODAY)
    turn = Turn(1, decision=decision, route=decision.route(playbook()))
    assert (kept_decision(turn, playbook()) or {})["exact"] is True
    other = Decision(reading("banana"), DialogueState(), None, TODAY).route(playbook())
    turn = Turn(1, decision=decision, route=other)
    assert (kept_decision(turn, playbook()) or {})["exact"] is False
    assert kept_decision(Turn(1), playbook()) is None


def test_values_of_sensitive_entities_and_of_a_card_are_not_kept() -> None:
    said = [Entity("amount", "fifty", 50, 0, 5), Entity("payee", "Sarah", "Sarah", 9, 14)]
    kept = kept_entities(said, playbook())
    assert kept == [{"type": "amount", "value": 50}, {"type": "payee", "value": None}]
    assert all(entity["value"] is None for entity in kept_entities(said, playbook(), card=True))
