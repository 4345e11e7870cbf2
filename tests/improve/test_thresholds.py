from __future__ import annotations

from random import Random

from fakes import TODAY
from labelled_samples import BOOK, COSTS, FEES, sample

from voice_agent.core.turn import OUT_OF_SCOPE, Hit
from voice_agent.improve.outcomes import Sample, outcomes, summarise
from voice_agent.improve.thresholds import (
    GRID,
    OutcomeCache,
    at,
    cross_validate,
    current,
    curve,
    tune,
)


def mixed(count: int = 40) -> list[Sample]:
    """Right answers are surer than 0.7, wrong ones less sure; anger scores above 0.4."""
    found = []
    for i in range(count):
        found.append(sample("balance", 0.72 + 0.2 * i / count, "balance"))
        found.append(sample("balance", 0.52 + 0.16 * i / count, OUT_OF_SCOPE))
        found.append(sample("thanks", 0.9, "thanks", escalation=0.42, needs_human=True))
        found.append(sample("thanks", 0.9, "thanks", escalation=0.2))
    return found


def test_thresholds_go_between_right_and_wrong() -> None:
    best = tune(mixed(), BOOK, COSTS, TODAY)
    assert 0.68 <= best["min_intent_confidence"] <= 0.72
    assert 0.2 < best["escalation_threshold"] <= 0.42
    figures = summarise(outcomes(mixed(), at(BOOK, best), TODAY), COSTS)
    assert (figures.wrong, figures.missed) == (0, 0)


def test_what_does_not_matter_is_not_changed() -> None:
    best = tune(mixed(), BOOK, COSTS, TODAY)
    now = current(BOOK)
    assert best["min_retrieval_score"] == now["min_retrieval_score"]
    right = [sample("balance", 0.9, "balance")] * 10
    assert tune(right, BOOK, COSTS, TODAY) == now


def test_costs_decide() -> None:
    dear = COSTS.model_copy(update={"wrong_answer": 0.0, "llm_call": 3.0})
    best = tune(mixed(), BOOK, dear, TODAY)
    assert best["min_intent_confidence"] <= 0.52
    no_people = COSTS.model_copy(update={"missed_escalation": 1.0})
    assert tune(mixed(), BOOK, no_people, TODAY)["escalation_threshold"] > 0.42


def test_cross_validation_keeps_a_real_saving_and_refuses_noise() -> None:
    real = cross_validate(mixed(), BOOK, COSTS, TODAY)
    assert real.low > 0
    assert real.figures.turns == len(mixed())
    assert real == cross_validate(mixed(), BOOK, COSTS, TODAY)
    # Whether an answer is right has nothing to do with how sure the model is.
    noise = [
        sample("balance", 0.5 + 0.01 * (i * 17 % 47), "balance" if i % 10 else OUT_OF_SCOPE)
        for i in range(60)
    ]
    assert cross_validate(noise, BOOK, COSTS, TODAY).low <= 0


def test_the_curve_gives_up_coverage_for_accuracy() -> None:
    points = curve(mixed(), BOOK, current(BOOK), COSTS, TODAY)
    assert [value for value, _ in points] == list(GRID["min_intent_confidence"])
    answered = [figures.answered for _, figures in points]
    assert answered == sorted(answered, reverse=True)
    assert points[-1][1].accuracy > points[0][1].accuracy


def test_the_playbook_itself_stays_as_it_is() -> None:
    before = BOOK.policy
    tune(mixed(4), BOOK, COSTS, TODAY)
    assert BOOK.policy == before
    assert set(current(BOOK)) == set(GRID)


def test_deciding_only_where_needed_gives_what_deciding_everywhere_gives() -> None:
    chance = Random(5)
    turns = [
        sample(
            chance.choice(["balance", "fees", "person", OUT_OF_SCOPE]),
            round(chance.random(), 2),
            chance.choice(["balance", "fees", OUT_OF_SCOPE]),
            hit=Hit(FEES.section, round(chance.random(), 2), 3),
            escalation=round(chance.random(), 2),
            reasoning=round(chance.random(), 2),
        )
        for _ in range(60)
    ]
    judged = OutcomeCache(turns, BOOK, TODAY)
    for _ in range(60):
        thresholds = {name: chance.choice(values) for name, values in GRID.items()}
        assert judged.outcomes(thresholds) == outcomes(turns, at(BOOK, thresholds), TODAY)
