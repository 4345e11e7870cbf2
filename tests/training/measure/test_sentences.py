from voice_agent.core.turn import Section
from voice_agent.knowledge.checks import Check
from voice_agent.knowledge.index import Knowledge
from voice_agent.language import en
from voice_agent.training.measure.sentences import measure

FEES = Section("fees", "What are the fees?", "Nothing.")
HOURS = Section("hours", "When do you open?", "At nine.")
KNOWLEDGE = Knowledge([FEES, HOURS], en)


def test_right_wrong_and_silent() -> None:
    checks = [
        Check("what are the fees", frozenset({0})),
        Check("the fees when you open early on cold mornings", frozenset({1})),
        Check("the fees of others"),
        Check("who won the match"),
    ]
    figures = measure(KNOWLEDGE, checks, 0.3)
    assert (figures.questions, figures.answerable) == (4, 2)
    assert (figures.right, figures.wrong, figures.silent) == (0.5, 0.25, 0.25)
    assert figures.p95_ms >= figures.p50_ms > 0
    quiet = measure(KNOWLEDGE, checks, 1.1)
    assert (quiet.right, quiet.wrong, quiet.silent) == (0.5, 0.0, 0.5)
    assert figures.found == quiet.found


def test_no_questions_are_no_error() -> None:
    assert measure(KNOWLEDGE, [], 0.5).questions == 0
