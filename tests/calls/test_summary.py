"""A summary repeats what mattered in a call, in its order."""

from __future__ import annotations

from voice_agent.calls.facts import CallFacts, TurnFacts
from voice_agent.calls.summary import SENTENCES, summary

CALL = CallFacts(
    "c1",
    "caller_hangup",
    [
        TurnFacts(said="hello", act="greet", reply="Hello, what can I do?", source="playbook"),
        TurnFacts(
            said="I want to send fifty dollars to [payee]", intent="transfer", act="request",
            details=2, reply="Send fifty dollars to [payee], right?", source="playbook",
        ),
        TurnFacts(said="yes", act="affirm", reply="Sent. Anything else?", source="playbook",
                  acted=True),
        TurnFacts(said="and what does it cost", intent="fees", reply="It costs nothing.",
                  source="knowledge:fees"),
        TurnFacts(said="no that is all thank you", act="thank", reply="Goodbye."),
    ],
)  # fmt: skip


def test_the_request_what_was_done_and_what_was_told() -> None:
    assert summary(CALL) == (
        "Caller: I want to send fifty dollars to [payee] Agent: Sent. "
        "Caller: and what does it cost Agent: It costs nothing."
    )


def test_it_is_short_whatever_was_said() -> None:
    turn = TurnFacts(said="word " * 300, intent="fees", reply="long " * 300, source="knowledge:x")
    many = [TurnFacts(**{**_fields(turn), "said": f"{n} {turn.said}"}) for n in range(50)]
    told = summary(CallFacts("c1", "completed", many))
    assert told.count("Caller:") + told.count("Agent:") <= SENTENCES
    assert len(told.split()) <= 31 * SENTENCES + SENTENCES


def test_a_call_without_words_has_none() -> None:
    assert summary(CallFacts("c1", "caller_gone")) == ""


def _fields(turn: TurnFacts) -> dict[str, object]:
    return {name: getattr(turn, name) for name in TurnFacts.__slots__}
