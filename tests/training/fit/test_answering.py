import pytest
from toy_encoder import ToyEncoder

from voice_agent.core.turn import Section
from voice_agent.knowledge.checks import Check
from voice_agent.knowledge.index import Knowledge, Meaning
from voice_agent.knowledge.sections import Folder
from voice_agent.language import en
from voice_agent.training.fit.answering import blank, fit_answering, hold_out

ASKED = [f"how do I open account number {n}" for n in range(60)]
STRANGE = [f"where can gardens {n} be seen" for n in range(60)]
FOLDER = Folder([Section("open", "How do I open an account?", "In a branch.")], {0: ASKED}, STRANGE)


def test_some_wordings_and_unanswered_questions_are_held_out() -> None:
    rest, held = hold_out(FOLDER)
    asked = {check.ask for check in held if check.sections}
    strange = {check.ask for check in held if not check.sections}
    assert asked | set(rest.asked[0]) == set(ASKED)
    assert strange | set(rest.unanswered) == set(STRANGE)
    assert asked.isdisjoint(rest.asked[0])
    assert 3 <= len(asked) <= 20
    assert 3 <= len(strange) <= 20
    assert hold_out(FOLDER) == (rest, held), "the same every time"


def test_the_decision_tells_what_is_answered_from_what_is_not() -> None:
    pytest.importorskip("sklearn")
    rest, held = hold_out(FOLDER)
    encoder = ToyEncoder()
    unfitted = Knowledge(rest, en, Meaning(encoder, blank()))
    checks = [*held, Check("")]
    fitted = Knowledge(rest, en, Meaning(encoder, fit_answering([(unfitted, checks)])))
    for check in held:
        hit = fitted.best(check.ask)
        assert hit is not None
        assert hit.answers is not None
        assert (hit.answers > 0.5) == bool(check.sections), check.ask
