"""Parts of a turn that say better what it wants than all of it does."""

from __future__ import annotations

from dataclasses import replace

from fakes import entity, playbook, reading

from voice_agent.core.turn import Escalation, TurnReading
from voice_agent.dialogue.parts import (
    calm_wish,
    clauses_of,
    is_instead,
    may_be_calm,
    second_thought,
    statements_of,
    surest,
    with_settled,
)

BOOK = playbook()


def request(text: str, intent: str, **made: object) -> TurnReading:
    return reading(text, intent, act="request", **made)  # type: ignore[arg-type]


def test_an_unclear_turn_is_what_its_one_clear_part_asks_for() -> None:
    whole = reading("well you know how it is, my balance", "fees", 0.3)
    parts = [reading("well you know", "fees", 0.2), reading("my balance", "balance", act="request")]
    found = surest(BOOK, whole, parts)
    assert found is not None
    assert (found.intent, found.confidence) == ("balance", 0.7)
    assert found.transcript == whole.transcript
    assert surest(BOOK, replace(whole, confidence=0.9), parts) is None
    courtesy = replace(whole, confidence=0.9, intent="thanks")
    assert surest(BOOK, courtesy, parts) is not None, "thanks ask for nothing"
    assert surest(BOOK, replace(courtesy, intent="goodbye"), parts) is None
    least = BOOK.policy.min_intent_confidence
    assert surest(BOOK, replace(whole, confidence=least), parts) is None
    for confidence, sure in ((0.8, True), (0.79, False)):
        one = [parts[0], replace(parts[1], confidence=confidence)]
        assert (surest(BOOK, whole, one) is not None) is sure
    assert surest(BOOK, whole, [parts[0], replace(parts[1], act="inform")]) is None
    strange = replace(parts[1], intent="out_of_scope")
    assert surest(BOOK, whole, [parts[0], strange]) is None
    assert surest(BOOK, whole, [parts[1], reading("send it", "transfer", act="request")]) is None
    assert surest(BOOK, whole, [parts[0], reading("a person", "person", act="request")]) is None


def test_where_a_turn_is_cut_into_clauses() -> None:
    assert clauses_of("well you know, my balance please") == ["well you know", "my balance please"]
    assert clauses_of("my balance please") == []
    assert clauses_of("well, my balance please. Yes?") == [], "one word is no clause"
    four = ["one two", "three four", "five six", "seven eight"]
    assert clauses_of(", ".join(four)) == four
    assert clauses_of(", ".join([*four, "nine ten"])) == [], "so many are a story"


SETTLES = BOOK.model_copy(
    update={
        "intents": BOOK.intents
        | {"balance": BOOK.intents["balance"].model_copy(update={"settles": ["fraud"]})}
    }
)


def test_what_is_nearly_as_likely_may_settle_a_case_for_a_person() -> None:
    ranking = (("person", 0.51), ("balance", 0.48))
    fraud = Escalation(0.99, "fraud")
    doubtful = replace(reading("my card was in it", "person", 0.51), escalation=fraud)
    doubtful = replace(doubtful, ranking=ranking)
    found = with_settled(SETTLES, doubtful)
    assert (found.intent, found.confidence) == ("balance", 0.7)
    assert with_settled(BOOK, doubtful) == doubtful
    sure = replace(doubtful, confidence=0.6)
    assert with_settled(SETTLES, sure) == sure
    asked = replace(doubtful, escalation=Escalation(0.99, "person"))
    assert with_settled(SETTLES, asked) == asked
    rare = replace(doubtful, ranking=(("person", 0.7), ("balance", 0.29)))
    assert with_settled(SETTLES, rare) == rare
    assert with_settled(SETTLES, reading("hi", "bye")).intent == "bye"


def test_a_second_thought_takes_the_first_request_back() -> None:
    text = "Actually, no, my card was stolen"
    assert second_thought(BOOK, text) == "my card was stolen"
    for other in ("It's the credit card", "and my balance please", "Actually, Tom"):
        assert second_thought(BOOK, other) == ""
    first = request("send it to Tom", "transfer")
    assert is_instead(BOOK, first, request("my balance", "balance"))
    assert not is_instead(BOOK, first, request("send it to Ann", "transfer"))
    assert not is_instead(BOOK, first, reading("my balance", "balance"))
    assert not is_instead(BOOK, first, request("my balance", "balance", confidence=0.59))
    assert not is_instead(BOOK, first, request("my cat", "out_of_scope"))


def test_the_plain_wish_of_an_annoyed_caller_is_met() -> None:
    anger = Escalation(0.8, "anger")
    text = "my balance please and I stand here like a fool. The savings."
    savings = entity("account", "savings", "savings", text)
    whole = request(text, "person", escalation=anger, entities=[savings])
    assert may_be_calm(BOOK, whole)
    for other in (Escalation(0.9, "anger"), Escalation(0.8, "fraud"), Escalation(0.8, "person")):
        assert not may_be_calm(BOOK, replace(whole, escalation=other))
    assert not may_be_calm(BOOK, request("my balance", "balance"))
    parts = statements_of(BOOK, text)
    assert parts == ["my balance please", "I stand here like a fool", "The savings."]
    assert statements_of(BOOK, "my balance") == []
    read = [request(parts[0], "balance"), request(parts[1], "person", escalation=anger)]
    found = calm_wish(BOOK, whole, read)
    assert (found.intent, found.escalation.score, found.entities) == ("balance", 0.0, (savings,))
    assert found.transcript == whole.transcript
    for worse in (
        replace(read[0], confidence=0.69),
        replace(read[0], escalation=anger),
        replace(read[0], act="inform"),
        replace(read[0], intent="fees"),
    ):
        assert calm_wish(BOOK, whole, [worse, read[1]]) == whole
