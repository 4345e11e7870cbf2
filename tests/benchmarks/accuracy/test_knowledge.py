from benchmarks.accuracy.knowledge import missed
from voice_agent.core.turn import Section
from voice_agent.knowledge.checks import Check
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en

KNOWLEDGE = Knowledge(
    [
        Section("fees", "What are the fees?", "Nothing."),
        Section("hours", "When do you open?", "At nine."),
    ],
    en,
)


def test_what_went_wrong_is_listed() -> None:
    checks = [
        Check("what are the fees", frozenset({0})),
        Check("who won the match"),
        Check("the fees of others"),
        Check("when do you open the fees please madam", frozenset({0})),
        Check("who are you", frozenset({1})),
    ]
    lines = missed(KNOWLEDGE, checks, 0.3)
    assert [line.split(" -> ")[0].split(maxsplit=1)[1] for line in lines[:2]] == [
        "the fees of others",
        "when do you open the fees please madam",
    ]
    assert lines[2:] == ["not found: who are you"]
