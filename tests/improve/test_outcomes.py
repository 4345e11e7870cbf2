"""Where labelled turns go, and what that costs."""

from __future__ import annotations

from typing import Any

import pytest
from fakes import TODAY, entity, reading
from labelled_samples import BOOK, COSTS, FEES, sample

from voice_agent.core.turn import OUT_OF_SCOPE
from voice_agent.dialogue.state import CONFIRM, DialogueState
from voice_agent.improve.outcomes import Outcome, Sample, judge, summarise


def test_a_yes_is_judged_by_the_question_that_was_asked() -> None:
    # "Send it to Sarah" is in the question: this says yes, whatever intent the model reads.
    asked = DialogueState("transfer", {"payee": "Sarah"}, CONFIRM)
    turn = sample("thanks", 0.9, "transfer", text="okay send it to sarah", state=asked)
    assert judge(turn, BOOK, TODAY) == Outcome("answer")


def test_what_is_right_and_what_is_not() -> None:
    def of(*args: Any, **kwargs: Any) -> Outcome:
        return judge(sample(*args, **kwargs), BOOK, TODAY)

    assert of("balance", 0.9, "balance") == Outcome("answer")
    assert of("balance", 0.9, ("thanks", "balance")) == Outcome("answer")
    assert of("balance", 0.9, "thanks") == Outcome("answer", wrong=True)
    assert of("balance", 0.9, OUT_OF_SCOPE) == Outcome("answer", wrong=True)
    assert of("balance", 0.9, "balance", needs_llm=True) == Outcome("answer", wrong=True)
    assert of("balance", 0.9, "balance", needs_human=True) == Outcome("answer", missed=True)
    assert of("person", 0.9, "person", needs_human=True) == Outcome("human")
    assert of("person", 0.9, "balance") == Outcome("human")
    assert of("balance", 0.2, "balance") == Outcome("llm", unhelped=True)
    assert of("balance", 0.2, "balance", needs_llm=True) == Outcome("llm")
    assert of("balance", 0.2, OUT_OF_SCOPE) == Outcome("llm")
    assert of("balance", 0.2, "fees") == Outcome("llm")
    assert of("balance", 0.2, "balance", text="what") == Outcome("clarify")


def test_knowledge_is_right_when_it_is_the_section_of_the_right_intent() -> None:
    right = sample("fees", 0.9, "fees", hit=FEES, sections=frozenset({"The fees"}))
    other = sample("fees", 0.9, "fees", hit=FEES, sections=frozenset({"Opening hours"}))
    assert judge(right, BOOK, TODAY) == Outcome("retrieve")
    assert judge(other, BOOK, TODAY) == Outcome("retrieve", wrong=True)


def test_an_answer_to_the_agents_question_belongs_to_its_task() -> None:
    state = DialogueState(task="transfer", awaiting="date")
    read = reading("Friday", "balance", 0.2, entities=[entity("date", "Friday", "2026-11-27")])
    assert judge(Sample(read, state, None, ("transfer",)), BOOK, TODAY) == Outcome("answer")
    assert judge(Sample(read, state, None, ("balance",)), BOOK, TODAY).wrong


@pytest.mark.parametrize(
    ("outcome", "cost"),
    [
        (Outcome("answer"), 0.0),
        (Outcome("answer", wrong=True), 5.0),
        (Outcome("answer", missed=True), 20.0),
        (Outcome("human"), 4.0),
        (Outcome("llm"), 0.02),
        (Outcome("llm", unhelped=True), 0.52),
        (Outcome("llm", missed=True), 20.02),
        (Outcome("clarify"), 0.5),
    ],
)
def test_what_a_turn_costs(outcome: Outcome, cost: float) -> None:
    assert outcome.cost(COSTS) == pytest.approx(cost)


def test_figures_add_up() -> None:
    results = [Outcome("answer"), Outcome("retrieve", wrong=True), Outcome("llm"), Outcome("human")]
    figures = summarise(results, COSTS)
    assert figures.cost_per_1000 == pytest.approx(1000 * (5 + 0.02 + 4) / 4)
    assert (figures.answered, figures.llm, figures.human, figures.clarify) == (0.5, 0.25, 0.25, 0)
    assert (figures.wrong, figures.missed, figures.accuracy) == (1, 0, 0.5)
    assert summarise([Outcome("human")], COSTS).accuracy == 1.0
    assert summarise([Outcome("answer", missed=True)], COSTS).accuracy == 0.0
